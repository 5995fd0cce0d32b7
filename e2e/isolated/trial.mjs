// Pawl's template `isolated` as it is written, with a real command line; and the same prompts by hand in one session.
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse, stringify } from "yaml";
import { byHand, environmentFor, MODELS, sessionIn } from "../byHand.mjs";
import { DUMMY_KEY } from "../dummyKey.mjs";
import { PAWL } from "../pawl.mjs";
import { commitSample, writeSample } from "./sample.mjs";

/** Command lines that the trial is made for. @typedef {"claude" | "codex"} Isolated */

/** @typedef {{ home: string, cwd: string }} At where somebody works, with a home of their own */

/** The template's phases, in the order in which they run. */
export const PHASES = ["alignment", "implementation", "verification", "commit"];

/**
 * Writes the plan with `pawl init`, runs it, and says which prompts Pawl sent and what it tells of tokens.
 *
 * @param {Isolated} cli
 * @param {At & { url: string, change?: (plan: any) => unknown }} given `change`: of the plan, which else runs as it is
 * @returns {Promise<{ run: string, prompts: string[], tokens: any }>} `tokens` as in `pawl metrics RUN --json`
 */
export async function throughPawl(cli, { home, cwd, url, change }) {
  settle(cli, { home, url });
  const keys = { ANTHROPIC_API_KEY: DUMMY_KEY, OPENAI_API_KEY: DUMMY_KEY };
  // Codex puts no programs of its own below the folder for temporary files, and without them it runs no command.
  const TMPDIR = join(home, "tmp");
  mkdirSync(TMPDIR, { recursive: true });
  const env = { ...environmentFor(cli, { home, url }), ...keys, TMPDIR };
  const pawl = (/** @type {string[]} */ ...args) => output([PAWL, ...args], { cwd, env });
  writeSample(cwd);
  await pawl("init", "--template", "isolated", "--agent", cli);
  if (change !== undefined) {
    const file = join(cwd, "pawl.yaml");
    writeFileSync(file, stringify(change(parse(readFileSync(file, "utf8")))));
  }
  commitSample(cwd);
  await pawl("run", "pawl.yaml", "--no-live", ...COMMANDS);
  await approveAll(pawl);
  const [run = ""] = readdirSync(join(cwd, ".pawl", "runs"));
  const { tokens } = JSON.parse(await pawl("metrics", run, "--json"));
  return { run, prompts: promptsIn(join(cwd, ".pawl", "runs", run)), tokens };
}

/** Exit status. */
const WAITS_FOR_A_PERSON = 3;

/** What Pawl runs itself at the gates, for the sample. */
const COMMANDS = Object.entries({
  build: "node --check src/overdue.mjs",
  test: "mkdir -p coverage && node --test --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=coverage/lcov.info",
  lint: "! grep -n debugger src/*.mjs",
}).flatMap(([name, command]) => ["--param", `${name}=${command}`]);

/** Says at each gate what it wants to hear. @param {(...args: string[]) => Promise<string>} pawl */
async function approveAll(pawl) {
  for (;;) {
    const { approving } = JSON.parse(await pawl("approve", "--json"));
    if (approving.length === 0) return;
    const [{ phrase, digest }] = approving;
    await pawl("approve", "--phrase", phrase, "--evidence", digest);
    await pawl("resume", "--no-live");
  }
}

/**
 * The same by hand: one prompt after the other, all in one session.
 *
 * @param {Isolated} cli
 * @param {At & { url: string, prompts: readonly string[], after?: (phase: number) => void }} given
 */
export async function inOneSession(cli, { prompts, after = () => {}, ...at }) {
  writeSample(at.cwd);
  commitSample(at.cwd);
  let session = {};
  for (const [phase, prompt] of prompts.entries()) {
    const given = { ...at, ...session, prompt: withoutHandingOver(prompt) };
    const { code, events, stderr } = await byHand(cli, given);
    if (code !== 0) throw new Error(`${cli}, ${PHASES[phase]}: exit ${code}: ${stderr}`);
    const resume = sessionIn(events);
    session = resume === undefined ? {} : { resume };
    after(phase);
  }
}

/**
 * One session knows what it found out before, and nothing is handed on from it through tools.
 * @param {string} prompt
 */
const withoutHandingOver = (prompt) =>
  prompt
    .split(/^(?=## )/m)
    .filter((part) => !/^## (?:What you are given|How to report)$/m.test(part))
    .join("");

/**
 * The model's address stands in the command line's own settings, as with people who have a model of their own.
 *
 * @param {Isolated} cli
 * @param {{ home: string, url: string }} given
 */
export function settle(cli, { home, url }) {
  const folder = join(home, `.${cli}`);
  mkdirSync(folder, { recursive: true });
  if (cli === "claude") {
    const settings = { model: MODELS.claude, env: { ANTHROPIC_BASE_URL: url } };
    return writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  }
  const provider = `{ name = "local", base_url = "${url}/v1", env_key = "OPENAI_API_KEY", wire_api = "responses" }`;
  const lines = [
    `model = "${MODELS.codex}"`,
    'model_provider = "local"',
    `model_providers.local = ${provider}`,
  ];
  writeFileSync(join(folder, "config.toml"), `${lines.join("\n")}\n`);
}

/**
 * As they were sent, in the order of the phases.
 * @param {string} folder of the run
 */
function promptsIn(folder) {
  const all = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return PHASES.map((phase) => {
    const found = all.filter((path) => path.endsWith("prompt.md") && path.includes(phase));
    if (found.length !== 1) throw new Error(`prompts of ${phase}: ${found.join(", ") || "none"}`);
    return readFileSync(join(folder, String(found[0])), "utf8");
  });
}

/** @type {(args: string[], at: { cwd: string, env: Record<string, string> }) => Promise<string>} */
async function output(args, at) {
  try {
    return (await promisify(execFile)(process.execPath, args, at)).stdout;
  } catch (error) {
    const { code, stdout, stderr } =
      /** @type {{ code: unknown, stdout: string, stderr: string }} */ (error);
    if (code === WAITS_FOR_A_PERSON) return stdout;
    throw new Error(`pawl ${args.slice(1).join(" ")}:\n${stdout}${stderr}`, { cause: error });
  }
}
