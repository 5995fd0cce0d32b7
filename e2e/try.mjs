// Scenarios with the real command lines by hand:  node e2e/try.mjs [CLI|all] [SCENARIO…]
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { byHand, CLIS, usageIn } from "./byHand.mjs";
import { startModelServer } from "./modelServer/server.mjs";

const [which = "all", ...given] = process.argv.slice(2);
const scenarios = given.length > 0 ? given : ["ok"];
const server = await startModelServer();
for (const cli of CLIS.filter((each) => which === "all" || which === each)) {
  for (const scenario of scenarios) {
    const folder = mkdtempSync(join(tmpdir(), "pawl-try-"));
    const home = join(folder, "home");
    const cwd = join(folder, "work");
    mkdirSync(home);
    mkdirSync(cwd);
    const key = `${cli}-${scenario}`;
    const url = server.url(scenario, key);
    const prompt = "Write hello.txt, run its test, then say how it went.";
    const { code, events, stderr } = await byHand(cli, { url, prompt, home, cwd });
    console.log(`${cli} ${scenario}: exit ${code}, files: ${readdirSync(cwd).join(" ") || "none"}`);
    console.log(`  told   ${JSON.stringify(usageIn(events))}`);
    console.log(`  served ${JSON.stringify(server.totals(key))}`);
    console.log(
      `  turns  ${server
        .served(key)
        .map((each) => `${each.side ? "beside" : each.position}:${each.state}`)
        .join(" ")}`,
    );
    if (code !== 0) console.log(stderr.trim().split("\n").slice(-5).join("\n"));
    rmSync(folder, { recursive: true, force: true });
  }
}
await server.close();
