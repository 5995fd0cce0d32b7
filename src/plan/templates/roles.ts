import type { DriverName, Permissions } from "../../core/agent.ts";
import type { PresetName } from "../../core/presets.ts";

/** What an agent needs of the environment to be signed in by a key; a sign-in of its own needs none of them. */
const KEYS: Partial<Record<DriverName, readonly string[]>> = {
  claude: ["ANTHROPIC_API_KEY"],
  codex: ["OPENAI_API_KEY", "CODEX_API_KEY"],
  gemini: ["GEMINI_API_KEY"],
  copilot: ["COPILOT_GITHUB_TOKEN"],
  qwen: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
  opencode: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
  pi: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
};

/** Drivers that need no command of the plan's: those that a template can be written for. */
export const TEMPLATE_AGENTS = ["scripted", ...Object.keys(KEYS)] as readonly DriverName[];

/** An agent of a kind of work, as a line under `agents`. */
export const presetLine = (role: string, driver: DriverName, preset: PresetName): string =>
  `  ${role}: { use: ${driver}, preset: ${preset}${envOf(driver)} }`;

/** A role of a template, as a line under `agents`; `more` stands at its end. */
export function roleLine(
  role: string,
  driver: DriverName,
  permissions: Permissions,
  more = "",
): string {
  return `  ${role}: { use: ${driver}, permissions: ${permissions}${envOf(driver)}${more} }`;
}

function envOf(driver: DriverName): string {
  const keys = KEYS[driver];
  return keys ? `, env: [${keys.join(", ")}]` : "";
}
