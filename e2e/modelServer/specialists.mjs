// What a model does as a specialist, and as a worker that one asks, in Pawl's template `specialists`: the same as the
// scripted agents of its sample. Which task it is at is told by the prompt.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

/**
 * @typedef {{ write?: { file: string, text: string }, run?: string, say?: string,
 *   workers?: { ask: { id: string, prompt: string }[] } }} Scripted
 */

const SCRIPT = new URL("../../examples/specialists/agents/scripted.yaml", import.meta.url);

/** @type {{ workers: Record<string, Scripted[]>, tasks: Record<string, Scripted[] | Record<string, Scripted[]>> }} */
const script = parse(readFileSync(SCRIPT, "utf8"));

/** What workers are asked, and their answers. */
const QUESTIONS = Object.values(script.tasks)
  .flatMap((steps) => (Array.isArray(steps) ? steps : []))
  .flatMap(({ workers }) => workers?.ask ?? []);

/**
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export function specialistsWork({ asked }) {
  if (asked.includes("# You are a worker")) {
    const question = QUESTIONS.find(({ prompt }) => asked.includes(prompt));
    return stepsOf(question === undefined ? undefined : script.workers[question.id]);
  }
  const task = /This is the task (P\d\.\d) of /.exec(asked)?.[1] ?? "";
  const steps = script.tasks[task];
  if (Array.isArray(steps)) return stepsOf(steps);
  const wasRefuted = asked.includes("claim-refuted");
  return stepsOf(wasRefuted ? steps?.["default"] : steps?.["1"]);
}

/** @type {(steps: readonly Scripted[] | undefined) => Step[]} */
const stepsOf = (steps = [{ say: "I do not know this task." }]) => steps.flatMap(stepOf);

/** @type {(step: Scripted) => Step[]} */
function stepOf({ write, run, say, workers }) {
  if (write) return [{ write: { path: write.file, text: write.text } }];
  if (run !== undefined) return [{ shell: run }];
  // It looks around first, as models do; some clients have not found all tools before.
  if (workers)
    return [{ read: "src/users.mjs" }, { tool: "spawn_workers", args: { workers: workers.ask } }];
  return say === undefined ? [] : [{ say }];
}
