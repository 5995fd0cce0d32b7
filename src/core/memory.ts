import type { Artifact, ArtifactSpec, JsonSchema } from "./artifact.ts";
import type { PhaseId, TaskId } from "./ids.ts";

/** The name under which an agent hands in what a session came to; it is no artifact of the phase's. */
export const MEMORY = "memory";

/** What a session has come to, in the words of the agent that was in it: what a fresh one begins from. */
export interface MemoryValue {
  readonly summary: string;
  readonly decisions?: readonly string[];
  readonly files?: readonly string[];
  readonly next?: readonly string[];
}

/** A session's memory as the journal holds it. */
export interface Memory {
  /** SHA-256 of its canonical text, in hex. */
  readonly sha256: string;
  /** Bytes of its canonical text. */
  readonly bytes: number;
  readonly value: MemoryValue;
}

const texts = (description: string): JsonSchema => ({
  type: "array",
  description,
  items: { type: "string", minLength: 1 },
});

/** The schema of `MemoryValue`, for agents; draft 2020-12. */
const MEMORY_SCHEMA: JsonSchema = {
  type: "object",
  required: ["summary"],
  properties: {
    summary: {
      type: "string",
      pattern: String.raw`\S`,
      description: "What was asked for, what was done and how it stands.",
    },
    decisions: texts("What was decided, and why; what was tried and did not do."),
    files: texts("Files that matter, each with what it holds or what became of it."),
    next: texts("What is still open."),
  },
  additionalProperties: false,
};

export const MEMORY_SPEC: ArtifactSpec = {
  name: MEMORY,
  schema: MEMORY_SCHEMA,
  // About 8,000 tokens: a small part of any window.
  maxBytes: 32 * 1024,
};

/** The memory among what was handed in; undefined where there is none. */
export function memoryIn(artifacts: readonly Artifact[] | undefined): Memory | undefined {
  const found = artifacts?.find((each) => each.name === MEMORY);
  if (!found) return undefined;
  const { sha256, bytes, value } = found;
  return { sha256, bytes, value: value as unknown as MemoryValue };
}

/** A memory as a text for people and prompts. */
export function memoryText({ summary, decisions, files, next }: MemoryValue): string {
  const parts = [
    summary.trim(),
    ...list("Decisions", decisions),
    ...list("Files", files),
    ...list("Still open", next),
  ];
  return parts.join("\n\n");
}

const list = (title: string, items: readonly string[] = []): string[] =>
  items.length === 0 ? [] : [`${title}:\n\n${items.map((each) => `- ${each.trim()}`).join("\n")}`];

/** The file of a memory, relative to the run's folder. `@` is in no id. */
export const memoryFile = (phase: PhaseId, task: TaskId, attempt: number): string =>
  `memory/${phase}/${task}@${attempt}.md`;
