// What the model does in the trials, by name.
/** @import { Fault, Scenario, Step } from "./script.mjs" */

const WRITE = { write: { path: "hello.txt", text: "hello from the model" } };
const TEST = { shell: "grep -q 'hello from the model' hello.txt && echo passed" };
const DONE = {
  say: "[AOP:SUMMARY] hello.txt is written and its test passes\n[AOP:STATUS] success",
};

/** @type {readonly Step[]} */
const WORK = [WRITE, TEST, DONE];

const FOREVER = Number.POSITIVE_INFINITY;

/** The work, after something has gone wrong before its first turn. @type {(...faults: Fault[]) => Scenario} */
const after =
  (...faults) =>
  () => [...faults, ...WORK];

/** Leaves two children of the shell tool behind, one of them in a session of its own, and waits for ever. */
const CHILDREN =
  "sleep 1000 & echo $! > child.pid; setsid sleep 1001 & echo $! > far.pid; touch started; sleep 1002";

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  ok: () => WORK,
  text: () => [DONE],
  artifact: () => [
    WRITE,
    { tool: "submit_artifact", args: { name: "result", value: { passed: "yes" } } },
    { tool: "submit_artifact", args: { name: "result", value: { passed: true } } },
    { tool: "report", args: { status: "success", summary: "handed in" } },
    { say: "Handed in." },
  ],
  limited: after({ fault: 429, retryAfter: 1 }),
  "always-limited": after({ fault: 429, times: FOREVER, retryAfter: 1 }),
  "twice-500": after({ fault: 500, times: 2 }),
  "always-500": after({ fault: 500, times: FOREVER }),
  "always-529": after({ fault: 529, times: FOREVER }),
  "always-401": after({ fault: 401, times: FOREVER }),
  cut: after({ fault: "cut" }),
  "always-cut": after({ fault: "cut", times: FOREVER }),
  overloaded: after({ fault: "overloaded" }),
  stall: after({ fault: "stall", times: FOREVER }),
  hang: after({ fault: "hang", times: FOREVER }),
  children: () => [{ shell: CHILDREN }, DONE],
  held: () => [WRITE, { ...TEST, hold: true }, DONE],
  phases: ({ asked }) => phasesIn(asked),
};

/**
 * Prompts that name phases `PHASE 1`, `PHASE 2`, …: for each the same work, in one conversation or in one each.
 * @param {string} asked
 * @returns {readonly Step[]}
 */
function phasesIn(asked) {
  const named = new Set([...asked.matchAll(/PHASE (\d+)/g)].map(([, number]) => number));
  return [...named].flatMap((number) => [
    { write: { path: `phase-${number}.txt`, text: `what phase ${number} made` } },
    { shell: `seq 1 400 | sed 's/^/phase ${number} line /'` },
    { say: `[AOP:SUMMARY] phase ${number} is done\n[AOP:STATUS] success` },
  ]);
}
