// What fresh contexts save: the same four phases through Pawl, a session each and only artifacts between them, and by
// hand in one session that goes on. Tokens are those that the model server served.
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { PAWL } from "./pawl.mjs";
import { agentFor } from "./agents.mjs";
import { byHand, environmentFor, sessionIn } from "./byHand.mjs";
import { inFolders } from "./folders.mjs";
/** @import { Cli } from "./byHand.mjs" */
/** @import { ModelServer } from "./modelServer/server.mjs" */

const SCENARIO = "long-phases";
const PHASES = [1, 2, 3, 4];
const prompt = (/** @type {number} */ number) => `PHASE ${number}: do the work of this phase.`;

/** @type {(server: ModelServer, cli: Cli) => Promise<string>} */
async function isolated(server, cli) {
  const key = `${cli}-isolated`;
  const url = server.url(SCENARIO, key);
  await inFolders(async ({ home, cwd }) => {
    const phases = PHASES.map((number) => ({
      id: `p${number}`,
      agent: "worker",
      prompt: prompt(number),
    }));
    const plan = { pawl: 1, name: "isolated", agents: { worker: agentFor(cli, url) }, phases };
    writeFileSync(join(cwd, "plan.yaml"), JSON.stringify(plan));
    const env = environmentFor(cli, { home, url });
    await promisify(execFile)(process.execPath, [PAWL, "run", "plan.yaml"], { cwd, env });
  });
  return key;
}

/** @type {(server: ModelServer, cli: Cli) => Promise<string>} */
async function shared(server, cli) {
  const key = `${cli}-shared`;
  const url = server.url(SCENARIO, key);
  await inFolders(async (at) => {
    let session = {};
    for (const number of PHASES) {
      const { code, events, stderr } = await byHand(cli, {
        ...at,
        ...session,
        url,
        prompt: prompt(number),
      });
      if (code !== 0) throw new Error(`${cli}: exit ${code}: ${stderr}`);
      const resume = sessionIn(events);
      session = resume === undefined ? {} : { resume };
    }
  });
  return key;
}

/** Prints what both took. @type {(server: ModelServer, cli: Cli) => Promise<void>} */
export async function measureLongPhases(server, cli) {
  const fresh = server.totals(await isolated(server, cli));
  const key = await shared(server, cli);
  const one = server.totals(key);
  const begins = PHASES.map((_, at) => at * (server.served(key).length / PHASES.length));
  const first = begins.map((at) => server.served(key)[at]?.usage.input);
  console.log(`\n${cli}: ${PHASES.length} phases, tokens in as served`);
  console.log(`  fresh contexts through Pawl  ${fresh.input} in ${fresh.requests} requests`);
  console.log(`  one shared session by hand   ${one.input} in ${one.requests} requests`);
  console.log(`    a phase begins there with  ${first.join(", ")}`);
  console.log(`  fresh to shared              ${(fresh.input / one.input).toFixed(2)}`);
}
