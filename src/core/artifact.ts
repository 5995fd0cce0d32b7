/** The name of an artifact; it matches `ID_PATTERN`. */
export type ArtifactName = string;

export type JsonValue =
  | null
  | boolean
  | number
  | string
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = boolean | { readonly [key: string]: JsonValue };

/** What a phase promises to hand on. */
export interface ArtifactSpec {
  readonly name: ArtifactName;
  readonly schema: JsonSchema;
  /** File that the schema was read from, for people. */
  readonly schemaFile?: string;
  /** Bytes of its canonical text at most. */
  readonly maxBytes: number;
}

/** An artifact that was handed in and fits its schema. */
export interface Artifact {
  readonly name: ArtifactName;
  /** SHA-256 of its canonical text, in hex. */
  readonly sha256: string;
  /** Bytes of its canonical text. */
  readonly bytes: number;
  readonly value: JsonValue;
}

export const DEFAULT_ARTIFACT_BYTES = 8 * 1024;
