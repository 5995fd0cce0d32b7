// The real command lines as a person would start them, with nothing of Pawl around them: a clean environment, a home
// of their own, a key that is worth nothing, and a model on the loopback.
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DUMMY_KEY } from "./dummyKey.mjs";

/** Where the command lines of this package are. */
export const BIN = fileURLToPath(new URL("node_modules/.bin", import.meta.url));

/** @typedef {"claude" | "codex" | "gemini"} Cli */

/** @type {readonly Cli[]} */
export const CLIS = ["claude", "codex", "gemini"];

/**
 * The environment that a command line needs to reach a model server, and its settings, written into its home.
 *
 * @param {Cli} cli
 * @param {{ home: string, url: string }} given `url`: the base URL of the model server
 * @returns {Record<string, string>}
 */
export function environmentFor(cli, { home, url }) {
  const base = { PATH: `${BIN}${delimiter}${process.env["PATH"]}`, HOME: home, LANG: "C.UTF-8" };
  if (cli === "claude") {
    return {
      ...base,
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_API_KEY: DUMMY_KEY,
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_AUTOUPDATER: "1",
      CLAUDE_CODE_MAX_RETRIES: "1",
      // It refuses to work for root without questions unless it is told that it is fenced in.
      ...(process.getuid?.() === 0 ? { IS_SANDBOX: "1" } : {}),
    };
  }
  if (cli === "codex") {
    mkdirSync(join(home, ".codex"), { recursive: true });
    return { ...base, MODEL_KEY: DUMMY_KEY, CODEX_HOME: join(home, ".codex") };
  }
  mkdirSync(join(home, ".gemini"), { recursive: true });
  const settings = {
    security: { auth: { selectedType: "gemini-api-key" } },
    general: { maxAttempts: 1 },
  };
  writeFileSync(join(home, ".gemini", "settings.json"), JSON.stringify(settings));
  return {
    ...base,
    GEMINI_API_KEY: DUMMY_KEY,
    GOOGLE_GEMINI_BASE_URL: url,
    GEMINI_CLI_NO_RELAUNCH: "true",
  };
}

/**
 * Its arguments for a prompt that it carries out without questions.
 *
 * @param {Cli} cli
 * @param {{ url: string, prompt: string, resume?: string }} given `resume`: id of the session to go on with
 * @returns {string[]}
 */
export function argumentsFor(cli, { url, prompt, resume }) {
  if (cli === "claude") {
    const session = resume === undefined ? [] : ["--resume", resume];
    const how = ["--output-format", "stream-json", "--verbose", "--dangerously-skip-permissions"];
    return ["-p", prompt, ...how, "--model", MODELS.claude, ...session];
  }
  if (cli === "codex") {
    const start = resume === undefined ? ["exec"] : ["exec", "resume", resume];
    const how = ["--json", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox"];
    return [...start, ...how, "-m", MODELS.codex, ...codexProvider(url), prompt];
  }
  const session = resume === undefined ? [] : ["--resume", resume];
  const how = ["-o", "stream-json", "--approval-mode", "yolo", "--skip-trust"];
  return ["-p", prompt, ...how, "-m", MODELS.gemini, ...session];
}

/** @type {Record<Cli, string>} */
export const MODELS = {
  claude: "claude-sonnet-4-5",
  codex: "gpt-5.1-codex",
  gemini: "gemini-2.5-pro",
};

/**
 * Arguments that have codex use another model server.
 * @param {string} url
 */
export const codexProvider = (url) => [
  "-c",
  'model_provider="local"',
  "-c",
  `model_providers.local={name="local",base_url="${url}/v1",env_key="MODEL_KEY",wire_api="responses"}`,
  "-c",
  "analytics.enabled=false",
];

/**
 * Runs one to its end.
 *
 * @param {Cli} cli
 * @param {{ url: string, prompt: string, home: string, cwd: string, resume?: string }} given
 * @returns {Promise<{ code: number | null, events: any[], stdout: string, stderr: string }>}
 */
export function byHand(cli, given) {
  const child = spawn(join(BIN, cli), argumentsFor(cli, given), {
    cwd: given.cwd,
    env: environmentFor(cli, given),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, events: eventsIn(stdout), stdout, stderr }));
  });
}

/** @param {string} stdout */
const eventsIn = (stdout) =>
  stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));

/**
 * The id of the session, by what it printed.
 * @param {readonly any[]} events
 * @returns {string | undefined}
 */
export const sessionIn = (events) =>
  events.map((each) => each.session_id ?? each.thread_id).find((each) => each !== undefined);

/**
 * What it says that it has used.
 *
 * @param {readonly any[]} events
 * @returns {{ input: number, output: number } | undefined}
 */
export function usageIn(events) {
  const last = events.findLast((each) => each.type === "result" || each.type === "turn.completed");
  if (last?.modelUsage !== undefined) {
    /** @type {any[]} */
    const all = Object.values(last.modelUsage);
    const sum = (/** @type {string[]} */ ...names) =>
      all.reduce((total, each) => total + names.reduce((part, name) => part + each[name], 0), 0);
    const input = sum("inputTokens", "cacheReadInputTokens", "cacheCreationInputTokens");
    return { input, output: sum("outputTokens") };
  }
  const usage = last?.usage ?? last?.stats;
  return usage && { input: usage.input_tokens, output: usage.output_tokens };
}
