/*
 * How many tokens models have room for, as their makers or their own command lines say it:
 *   Claude    https://platform.claude.com/docs/en/models/overview, and the pages of single models beside it
 *             (Opus 4.6 and Sonnet 4.6: 1M; Haiku 4.5 and all before those: 200K)
 *   GPT       https://github.com/openai/codex, codex-rs/models-manager/models.json (`context_window`: 272,000, which is
 *             400K less the output); https://platform.openai.com/docs/models (GPT-4.1, GPT-4o, o3, o4-mini)
 *   Gemini    https://ai.google.dev/gemini-api/docs/models (1,048,576 of input), as Gemini CLI counts too
 *   Qwen, DeepSeek, GLM, Kimi, MiniMax
 *             https://github.com/QwenLM/qwen-code, packages/core/src/core/tokenLimits.ts
 * Where a model has several windows it is the one that is had without asking for more. What an agent tells of itself
 * counts before this, and what a plan says before that; a model that is not here is not known.
 */

/** The first that fits counts. They are looked for in a name as `plainName` makes it. */
const WINDOWS: readonly (readonly [RegExp, number])[] = [
  [/^claude-(?:fable|mythos)-\d/, 1_000_000],
  [/^claude-(?:opus|sonnet)-(?:4-[6-9]|[5-9])(?:-|$)/, 1_000_000],
  [/^claude-haiku-4-5(?:-|$)/, 200_000],
  [/^claude-(?:opus|sonnet)-4(?:-[0-5])?(?:-\d{8})?$/, 200_000],
  [/^claude-3(?:-[57])?-(?:opus|sonnet|haiku)(?:-|$)/, 200_000],
  [/^gpt-5(?:\.\d)?-chat/, 128_000],
  [/^gpt-5(?:\.[0-3])?(?:-|$)/, 272_000],
  [/^gpt-4\.1(?:-|$)/, 1_047_576],
  [/^gpt-4o(?:-|$)/, 128_000],
  [/^o(?:3|4-mini)(?:-|$)/, 200_000],
  [/^gemini-(?:2\.[05]|3(?:\.\d)?)-(?:pro|flash)(?!.*(?:image|live|tts|audio))/, 1_048_576],
  [/^qwen3-coder-(?:plus|flash)(?:-|$)/, 1_000_000],
  [/^qwen3-max(?:-|$)/, 262_144],
  [/^qwen3-coder-/, 262_144],
  [/^deepseek-v4(?:\.\d)?(?:-|$)/, 1_000_000],
  [/^glm-5(?:\.[01])?(?:-|$)/, 202_752],
  [/^kimi-k2(?:[-.]|$)/, 262_144],
  [/^minimax-m2\.5(?:-|$)/, 196_608],
];

/** What Claude Code takes for the window of a million tokens of a model that has two. */
const MILLION = /\[1m\]$/i;

/**
 * Tokens that a model has room for; undefined where that is not known.
 * @param name as an agent or a plan calls it, with or without its maker before it and a date after it
 */
export function knownWindow(name: string): number | undefined {
  if (MILLION.test(name)) return 1_000_000;
  const plain = plainName(name);
  return WINDOWS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** Without whose it is and where it is had: `us.anthropic.claude-…-v1:0`, `openrouter/google/gemini-…`, `claude-…@20250514`. */
const plainName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/^.*\//, "")
    .replace(/^(?:[a-z]+\.)?anthropic\./, "")
    .replace(/-v\d+:\d+$/, "")
    .replace(/[:@].*$/, "")
    .replace(/^(claude-[a-z]+-\d+)\.(\d)/, "$1-$2");

/** What a plan says of models that nobody knows. */
export const ALL_OTHERS = "*";

/** The window that a plan gives a model: under its name, or else the first pattern, with `*` for anything, that fits. */
export function givenWindow(
  windows: Readonly<Record<string, number>>,
  name: string,
): number | undefined {
  if (Object.hasOwn(windows, name)) return windows[name];
  const [, window] =
    Object.entries(windows).find(([pattern]) => pattern !== ALL_OTHERS && fits(pattern, name)) ??
    [];
  return window;
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((each) => each.replaceAll(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "is").test(name);
}
