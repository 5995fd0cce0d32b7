// What the model does in the trials, by name.
import { DUMMY_KEY } from "../dummyKey.mjs";
import { discoveryWork } from "./discovery.mjs";
import { isolatedWork, isolatedWorkRemembered } from "./isolated.mjs";
import { longSession } from "./longSession.mjs";
import { specialistsWork } from "./specialists.mjs";
import { tddWork } from "./tdd.mjs";
import { workersWork } from "./workers.mjs";
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

/**
 * How long the children of a key sleep, in seconds: more than any trial takes, and no two keys of any server the same, so that they
 * can be told from all other processes by their command line, whatever namespace they are in.
 * @param {string} key
 */
export const napOf = (key) => `1000.${process.pid}${[...Buffer.from(key)].join("")}`;

/**
 * A shell tool that does not end, with children behind it: in its group, in a session of its own, and with an
 * environment that tells nothing.
 * @type {Scenario}
 */
const withChildren = (_, key) => {
  const nap = `sleep ${napOf(key)}`;
  const children = `${nap} & setsid ${nap} & env -i /bin/sh -c 'setsid ${nap} & wait' &`;
  // Some clients ask what to do next while the tool still runs.
  return [{ shell: `${children} touch started; ${nap}` }, { ...DONE, hold: true }];
};

/** @type {Record<string, Scenario>} */
export const SCENARIOS = {
  ok: () => WORK,
  thoughtful: () => WORK.map((step) => ({ ...step, afterMs: 4_000 })),
  text: () => [DONE],
  artifact: () => [
    WRITE,
    { tool: "submit_artifact", args: { name: "result", value: { passed: "yes" } } },
    { tool: "submit_artifact", args: { name: "result", value: { passed: true } } },
    { tool: "report", args: { status: "success", summary: "handed in" } },
    { say: "Handed in." },
  ],
  limited: after({ fault: 429, retryAfter: 1, hold: true }),
  "twice-500": after({ fault: 500, times: 2 }),
  "always-500": after({ fault: 500, times: FOREVER }),
  "always-529": after({ fault: 529, times: FOREVER }),
  "always-401": after({ fault: 401, times: FOREVER }),
  cut: after({ fault: "cut" }),
  "always-cut": after({ fault: "cut", times: FOREVER }),
  overloaded: after({ fault: "overloaded" }),
  stall: after({ fault: "stall", times: FOREVER }),
  hang: after({ fault: "hang", times: FOREVER }),
  children: withChildren,
  held: () => [WRITE, { ...TEST, hold: true }, DONE],
  "writes-anyway": () => [WRITE, DONE],
  "writes-by-shell": () => [{ shell: "echo changed > hello.txt" }, DONE],
  leaks: () => [
    { shell: `env | grep KEY; echo '${DUMMY_KEY}'; printf %s '${DUMMY_KEY}' | base64 -w0` },
    { say: `The key is ${DUMMY_KEY}.\n[AOP:SUMMARY] it is ${DUMMY_KEY}\n[AOP:STATUS] success` },
  ],
  phases: ({ asked }) => phasesIn(asked, 1),
  "long-phases": ({ asked }) => phasesIn(asked, 10),
  "long-session": longSession,
  tdd: tddWork,
  workers: workersWork,
  isolated: isolatedWork,
  "isolated-remembered": isolatedWorkRemembered,
  discovery: discoveryWork,
  specialists: specialistsWork,
};

/**
 * Prompts that name phases `PHASE 1`, `PHASE 2`, …: for each the same work, in one conversation or in one each.
 *
 * @param {string} asked
 * @param {number} looks how often it looks at something of about 8 KB before it is done
 * @returns {readonly Step[]}
 */
function phasesIn(asked, looks) {
  const named = new Set([...asked.matchAll(/PHASE (\d+)/g)].map(([, number]) => number));
  return [...named].flatMap((number) => [
    { write: { path: `phase-${number}.txt`, text: `what phase ${number} made` } },
    ...Array.from({ length: looks }, (_, look) => ({
      shell: `seq 1 400 | sed 's/^/phase ${number}, ${look}: line /'`,
    })),
    { say: `[AOP:SUMMARY] phase ${number} is done\n[AOP:STATUS] success` },
  ]);
}
