import { codexProvider, MODELS } from "./byHand.mjs";
/** @import { Cli } from "./byHand.mjs" */

/** The variable of its key, by command line. @type {Record<Cli, string>} */
export const KEY_VARIABLES = {
  claude: "ANTHROPIC_API_KEY",
  codex: "MODEL_KEY",
  gemini: "GEMINI_API_KEY",
};

/**
 * What stands under `agents` in a plan for a command line that uses the model server.
 *
 * @param {Cli} cli
 * @param {string} url base URL of the model server
 */
export function agentFor(cli, url) {
  const key = { [KEY_VARIABLES[cli]]: { pass: true } };
  const agent = { use: cli, model: MODELS[cli] };
  if (cli === "claude") return { ...agent, env: { ...key, ANTHROPIC_BASE_URL: url } };
  if (cli === "codex") return { ...agent, env: key, args: codexProvider(url) };
  return { ...agent, env: { ...key, GOOGLE_GEMINI_BASE_URL: url } };
}
