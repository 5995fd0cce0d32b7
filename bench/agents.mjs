// What Pawl adds to an agent: a real command line by hand, and the same work as a run of one task, in turn.
//   npm run build && npm ci --prefix e2e && node bench/agents.mjs [rounds]
// First with a model that answers at once, so that what is added can be seen; then with one that takes 4 s for each
// answer, which is what real ones take.
// `without start-up`: a run of the command `true` is taken away, as is what a run of many tasks has once.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { agentFor } from "../e2e/agents.mjs";
import { argumentsFor, BIN, CLIS, environmentFor } from "../e2e/byHand.mjs";
import { startModelServer } from "../e2e/modelServer/server.mjs";
import { inFolder, inTurn, median, PAWL, report } from "./lib.mjs";

const rounds = Number(process.argv[2] ?? 7);
const PROMPT = "Write hello.txt, run its test, then say how it went.";

const server = await startModelServer();
let keys = 0;

/** Wall time of a program in milliseconds. The model server answers meanwhile. */
function wallTime(program, args, options) {
  const start = performance.now();
  const child = spawn(program, args, { ...options, stdio: ["ignore", "ignore", "pipe"] });
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`${program} ${args.join(" ")}: exit ${code}: ${stderr}`));
    });
  });
}

/** A fresh home and working folder, and a base URL of its own. */
const place = (cli, use, scenario = "ok") =>
  inFolder((folder) => {
    const home = join(folder, "home");
    const cwd = join(folder, "work");
    for (const each of [home, cwd]) mkdirSync(each);
    const url = server.url(scenario, `${cli}-${++keys}`);
    return use({ url, options: { cwd, env: environmentFor(cli, { home, url }) } });
  });

const byHand = (cli, scenario) =>
  place(
    cli,
    ({ url, options }) =>
      wallTime(join(BIN, cli), argumentsFor(cli, { url, prompt: PROMPT }), options),
    scenario,
  );

const throughPawl = (cli, phase, more = {}, scenario) =>
  place(
    cli,
    ({ url, options }) => {
      const agents = { worker: { ...agentFor(cli, url), permissions: "full", ...more } };
      const plan = { pawl: 1, name: "bench", agents, phases: [{ id: "work", ...phase }] };
      writeFileSync(join(options.cwd, "plan.yaml"), JSON.stringify(plan));
      return wallTime(process.execPath, [PAWL, "run", "plan.yaml"], options);
    },
    scenario,
  );

const TASK = { agent: "worker", prompt: PROMPT };

for (const cli of CLIS) {
  const rows = await inTurn(rounds, [
    { name: `${cli} by hand`, once: () => byHand(cli) },
    { name: "pawl run", once: () => throughPawl(cli, TASK) },
    {
      name: "pawl run, without its tools",
      once: () => throughPawl(cli, TASK, { attempt_tools: false }),
    },
    { name: "pawl run of `true`", once: () => throughPawl(cli, { run: "true" }) },
  ]);
  report(`${cli}: one task of three requests`, rows);
  const [hand, whole, plain, startUp] = rows.map(({ values }) => median(values));
  for (const [name, value] of [
    ["with its tools", whole],
    ["without", plain],
  ]) {
    console.log(`  without start-up, ${name}: × ${((value - startUp) / hand).toFixed(2)}`);
  }
}

for (const cli of CLIS) {
  report(
    `${cli}: the same with 4 s for each answer`,
    await inTurn(Math.min(rounds, 3), [
      { name: `${cli} by hand`, once: () => byHand(cli, "thoughtful") },
      { name: "pawl run", once: () => throughPawl(cli, TASK, {}, "thoughtful") },
    ]),
  );
}
await server.close();
