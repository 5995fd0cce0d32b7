import { DEFAULT_ARTIFACT_BYTES } from "../../core/artifact.ts";
import type { ArtifactSpec, JsonSchema } from "../../core/artifact.ts";
import type { Findings } from "../findings.ts";
import { conform } from "../schema/conform.ts";
import { definition } from "../schema/published.ts";
import { found } from "../schema/words.ts";
import { readText } from "../syntax/read.ts";
import { asMap, asText, get } from "../syntax/tree.ts";
import type { Entry, Node } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { ArtifactDraft } from "./draft.ts";
import { jsonOf } from "./json.ts";
import type { Around } from "./namedText.ts";
import { readBytes } from "./settings.ts";

const MOST_BYTES = 1_024 ** 2;

/** What a phase hands on, under `produces`. */
export function readArtifacts(node: Node | undefined, around: Around): ArtifactDraft[] {
  return (asMap(node)?.entries ?? []).map((entry) => readArtifact(entry, around));
}

function readArtifact({ key, at, value }: Entry, around: Around): ArtifactDraft {
  const map = asMap(value);
  const members = map && (get(map, "schema") || get(map, "max_size")) ? map : undefined;
  if (members) conform(members, definition("ArtifactMembers"), "an artifact", around.findings);
  const bounds = { least: 2, most: MOST_BYTES };
  const maxBytes = members && readBytes(members, "max_size", bounds, around.findings);
  const schema = readSchema(members ? get(members, "schema") : value, around);
  const spec: ArtifactSpec = defined({
    name: key,
    schema: schema?.value ?? true,
    schemaFile: schema?.file,
    maxBytes: maxBytes ?? DEFAULT_ARTIFACT_BYTES,
  });
  return { name: key, at, spec, schema };
}

/** A schema that stands in the plan, or that of a file, which may be JSON or YAML. */
function readSchema(node: Node | undefined, around: Around): ArtifactDraft["schema"] {
  if (!node) return undefined;
  const path = asText(node);
  // Where it is neither a path nor a schema, the schema of plans has told.
  if (path === undefined) return isSchema(node) ? schemaOf(node, around.findings) : undefined;
  const file = path === "" ? undefined : around.files.read(path, node);
  if (!file) return undefined;
  const { findings, text } = file;
  const before = findings.errors;
  const root = readText(text, findings);
  if (findings.errors > before) return undefined;
  if (!root) findings.error(undefined, "file-empty", "this file is empty");
  else if (!isSchema(root)) {
    const message = `a JSON Schema is a map, true or false; this is ${found(root, text)}`;
    findings.error(root, "wrong-value", message);
  } else {
    const schema = schemaOf(root, findings);
    return schema && { ...schema, file: file.path };
  }
  return undefined;
}

const isSchema = (node: Node): boolean =>
  node.kind === "map" || (node.kind === "scalar" && typeof node.value === "boolean");

function schemaOf(node: Node, findings: Findings): ArtifactDraft["schema"] {
  const before = findings.errors;
  const value = jsonOf(node, findings) as JsonSchema;
  return findings.errors > before ? undefined : { node, findings, value };
}
