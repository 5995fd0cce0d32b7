// The template `isolated` through Pawl, against one session by hand that is asked the same and does the same; and
// against one that reads nothing twice, as it has seen it already.
import { inFolders } from "../folders.mjs";
import { inOneSession, PHASES, throughPawl } from "./trial.mjs";
/** @import { ModelServer } from "../modelServer/server.mjs" */
/** @import { Served } from "../modelServer/tally.mjs" */
/** @import { Isolated } from "./trial.mjs" */

/** Prints what each took by phase. @type {(server: ModelServer, cli: Isolated) => Promise<void>} */
export async function measureIsolated(server, cli) {
  const key = `${cli}-isolated`;
  const { prompts, tokens } = await inFolders((at) =>
    throughPawl(cli, { ...at, url: server.url("isolated", key) }),
  );
  const fresh = byBeginning(server.served(key));
  const same = await shared(server, { cli, scenario: "isolated", prompts });
  const remembered = await shared(server, { cli, scenario: "isolated-remembered", prompts });

  console.log(`\n${cli}: the template isolated, tokens in as served (largest request)`);
  print("", [...PHASES, "all", "requests"]);
  print("fresh contexts through Pawl", figures(fresh));
  print("one session, the same work", figures(same));
  print("one session, nothing read twice", figures(remembered));
  const all = inputOf(fresh.flat());
  print("the same work to fresh", [ratio(inputOf(same.flat()) / all)]);
  print("nothing read twice to fresh", [ratio(inputOf(remembered.flat()) / all)]);
  const { known, because, sharedInputTokens, ratio: estimate } = tokens.sharedContext;
  const told = known ? [String(sharedInputTokens), ratio(estimate)] : [because];
  print("Pawl's estimate of one context", told);
}

/** @type {(server: ModelServer, given: { cli: Isolated, scenario: string, prompts: readonly string[] }) => Promise<Served[][]>} */
async function shared(server, { cli, scenario, prompts }) {
  const key = `${cli}-${scenario}-shared`;
  /** @type {Served[][]} */
  const phases = [];
  const url = server.url(scenario, key);
  const after = () => void phases.push(server.served(key).slice(phases.flat().length));
  await inFolders((at) => inOneSession(cli, { ...at, url, prompts, after }));
  return phases;
}

/**
 * What was served for each phase, where each begins a conversation of its own.
 * @param {readonly Served[]} served
 */
function byBeginning(served) {
  /** @type {Served[][]} */
  const phases = [];
  for (const each of served) {
    if (each.position === 0 && !each.side) phases.push([]);
    phases.at(-1)?.push(each);
  }
  return phases;
}

/** @param {readonly (readonly Served[])[]} phases */
function figures(phases) {
  const shown = [...phases, phases.flat()].map((each) => `${inputOf(each)} (${largest(each)})`);
  return [...shown, String(phases.flat().length)];
}

const inputOf = (/** @type {readonly Served[]} */ served) =>
  served.reduce((sum, { usage }) => sum + usage.input, 0);

const largest = (/** @type {readonly Served[]} */ served) =>
  Math.max(...served.map(({ usage }) => usage.input));

const ratio = (/** @type {number} */ value) => value.toFixed(2);

/** @type {(name: string, values: readonly string[]) => void} */
const print = (name, values) =>
  console.log(`  ${name.padEnd(32)}${values.map((each) => each.padEnd(18)).join("")}`.trimEnd());
