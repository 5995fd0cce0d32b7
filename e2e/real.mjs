// The plainest trial with a real model and a person's own key, which costs a little money:
//   npm run build && ANTHROPIC_API_KEY=… node e2e/real.mjs claude
//   npm run build && CODEX_API_KEY=… node e2e/real.mjs codex
//   npm run build && GEMINI_API_KEY=… node e2e/real.mjs gemini
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { PAWL } from "./pawl.mjs";
import { BIN } from "./byHand.mjs";

/** @type {Record<string, string>} */
const KEYS = { claude: "ANTHROPIC_API_KEY", codex: "CODEX_API_KEY", gemini: "GEMINI_API_KEY" };

const cli = process.argv[2] ?? "";
const variable = KEYS[cli];
if (variable === undefined)
  fail(`name one of ${Object.keys(KEYS).join(", ")}: node e2e/real.mjs claude`);
const key = process.env[variable];
if (!key)
  fail(`${variable} is not set: this trial asks a real model, with your key and at your cost`);
if (!existsSync(PAWL)) fail("Pawl is not built: run npm run build");

/** @type {(text: string) => never} */
function fail(text) {
  console.error(text);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), "pawl-real-"));
const [home, cwd] = /** @type {[string, string]} */ (
  ["home", "work"].map((name) => join(folder, name))
);
for (const each of [home, cwd]) mkdirSync(each);
execFileSync("git", ["init", "-q"], { cwd });
const budget = cli === "claude" ? { usd: 0.5, turns: 10 } : {};
const plan = {
  pawl: 1,
  name: "real",
  agents: { worker: { use: cli, env: [variable], budget, stall: "2m" } },
  phases: [
    {
      id: "work",
      agent: "worker",
      timeout: "5m",
      prompt:
        "Create a file hello.txt that holds the one word hello, and check with a shell command that it does.",
      produces: {
        result: {
          type: "object",
          required: ["passed"],
          properties: { passed: { type: "boolean" } },
        },
      },
    },
  ],
};
writeFileSync(join(cwd, "plan.yaml"), JSON.stringify(plan));
const env = {
  PATH: `${BIN}${delimiter}${process.env["PATH"]}`,
  HOME: home,
  LANG: "C.UTF-8",
  [variable]: key,
};
const pawl = (/** @type {string[]} */ ...args) =>
  spawnSync(process.execPath, [PAWL, ...args], { cwd, env, stdio: "inherit" });
const { status } = pawl("run", "plan.yaml");
pawl("metrics");
const hello =
  existsSync(join(cwd, "hello.txt")) && readFileSync(join(cwd, "hello.txt"), "utf8").trim();
rmSync(folder, { recursive: true, force: true });
if (status !== 0 || hello !== "hello")
  fail(`it did not work: exit ${status}, hello.txt holds ${hello}`);
console.log("it worked");
