// What a model does as each agent of Pawl's template `discovery`: the same as the scripted agents of its sample. Which task
// it is at is told by the words of the prompt.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

/**
 * @typedef {{ say?: string, run?: string, read?: string, write?: { file: string, text: string },
 *   edit?: { file: string, find: string, replace: string }, submit?: { artifact: string, value: unknown },
 *   report?: Record<string, unknown> }} Scripted
 */

const SAMPLE = new URL("../../examples/discovery/", import.meta.url);

/** @type {{ tasks: Record<string, Scripted[]> }} */
const script = parse(readFileSync(new URL("agents/scripted.yaml", SAMPLE), "utf8"));

const PROMPTS = {
  "find-components": "Find the components of this code base",
  "find-endpoints": "Find where this code base is spoken to",
  "find-tests": "Find the tests that this code base has",
  "design-components": "Plan the inner part of this",
  "design-api": "Plan how this reaches the outside",
  "build-components": "Build component_design, and nothing of",
  "build-api": "Build api_design, and nothing of",
  "write-tests": "Write the tests that are missing",
  "run-e2e": "Run the end-to-end tests of this project",
};

/**
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export function discoveryWork({ asked }) {
  const task = Object.entries(PROMPTS).find(([, words]) => asked.includes(words))?.[0];
  const steps = script.tasks[task ?? ""] ?? [{ say: "I do not know this task." }];
  // It looks around first, as models do; some clients have not found all tools before.
  return [{ read: "package.json" }, ...steps.flatMap(stepOf), ...edited(steps), ...told(steps)];
}

/** @type {(step: Scripted) => Step[]} */
function stepOf({ write, run, read, submit }) {
  if (write) return [{ write: { path: write.file, text: write.text } }];
  if (run !== undefined) return [{ shell: run }];
  if (read !== undefined) return [{ tool: "read_artifact", args: { name: read } }];
  if (submit)
    return [{ tool: "submit_artifact", args: { name: submit.artifact, value: submit.value } }];
  return [];
}

/** Files with all that is edited in them; some clients write over none that was not read. @type {(steps: Scripted[]) => Step[]} */
function edited(steps) {
  /** @type {Map<string, string>} */
  const texts = new Map();
  for (const { edit } of steps) {
    if (!edit) continue;
    const text = texts.get(edit.file) ?? readFileSync(new URL(edit.file, SAMPLE), "utf8");
    texts.set(
      edit.file,
      text.replace(edit.find, () => edit.replace),
    );
  }
  return [...texts].flatMap(([path, text]) => [{ read: path }, { write: { path, text } }]);
}

/** @type {(steps: Scripted[]) => Step[]} */
const told = (steps) =>
  steps.flatMap(({ report }) =>
    report ? [{ tool: "report", args: report }, { say: "I have reported." }] : [],
  );
