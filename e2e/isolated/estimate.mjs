// What Pawl estimates of one shared context, against one: the template's tasks with one agent, each in a fresh session,
// and the same in one session (`context: phase`). The requests are the same, those that hand in among them.
import { inFolders } from "../folders.mjs";
import { throughPawl } from "./trial.mjs";
/** @import { ModelServer } from "../modelServer/server.mjs" */
/** @import { Isolated } from "./trial.mjs" */

/** Prints both. @type {(server: ModelServer, cli: Isolated) => Promise<void>} */
export async function measureEstimate(server, cli) {
  const fresh = await run(server, cli, "task");
  const one = await run(server, cli, "phase");
  const estimate = fresh.tokens.sharedContext.sharedInputTokens;
  console.log(`\n${cli}: the tasks of the template isolated through Pawl, tokens in as served`);
  console.log(`  fresh contexts               ${fresh.input} in ${fresh.requests} requests`);
  console.log(`  one session                  ${one.input} in ${one.requests} requests`);
  console.log(`  one session to fresh         ${(one.input / fresh.input).toFixed(2)}`);
  console.log(`  Pawl's estimate of one       ${estimate}`);
  console.log(`  the estimate to one session  ${(estimate / one.input).toFixed(2)}`);
}

/** @type {(server: ModelServer, cli: Isolated, context: "task" | "phase") => Promise<{ tokens: any, input: number, requests: number }>} */
async function run(server, cli, context) {
  const key = `${cli}-estimate-${context}`;
  const url = server.url("isolated", key);
  const change = (/** @type {any} */ plan) => inOnePhase(plan, context);
  const { tokens } = await inFolders((at) => throughPawl(cli, { ...at, url, change }));
  return { tokens, ...server.totals(key) };
}

/**
 * Only tasks of one phase and one agent can share a session; they need nothing of each other, as it is all in there.
 *
 * @param {any} plan
 * @param {"task" | "phase"} context
 */
function inOnePhase(plan, context) {
  const tasks = plan.phases.map((/** @type {any} */ { id, produces, tasks: [...all] }) => {
    const { prompt, acceptance } = all.at(-1);
    const whole = prompt.replace(
      /\$\{\{ (?:outputs|artifacts)\..*?\}\}/g,
      "those of the specification",
    );
    return { id, acceptance, prompt: whole, agent: "implementer", produces: Object.keys(produces) };
  });
  const produces = plan.phases.map((/** @type {any} */ phase) => phase.produces);
  const phase = { id: "all", context, order: "sequence", produces: Object.assign({}, ...produces) };
  const { implementer } = plan.agents;
  return { ...plan, agents: { implementer }, phases: [{ ...phase, tasks }] };
}
