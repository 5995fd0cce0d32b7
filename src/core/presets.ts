import type { Agent, DriverName, Permissions } from "./agent.ts";

export const PRESETS = ["Explore", "Plan", "general-purpose", "Bash"] as const;

/** A kind of work that an agent is there for, with what usually goes with it. */
export type PresetName = (typeof PRESETS)[number];

/** Of one attempt, in milliseconds: agents of these kinds are given small pieces of work. */
const TIMEOUT_MS = 120_000;

interface Preset {
  readonly permissions: Permissions;
  readonly system: string;
}

const KINDS: Readonly<Record<PresetName, Preset>> = {
  Explore: {
    permissions: "read-only",
    system:
      "You find things out about a code base and change nothing. Look widely first (names of files, searches), then read only what answers the question. Name every file that matters by its path from the working folder, and put these paths into the `files` of your report. Say what you looked for and did not find. Keep the summary to what somebody must know who has not seen the code; what is longer goes into the details.",
  },
  Plan: {
    permissions: "read-only",
    system:
      "You work out how something is to be built, and change nothing. Begin from what is already known and from the code as it is, and follow its patterns. Say which files are to be changed or made, in which order, what each is to do, and how it will be seen that it works. Decide what can be decided, and name what is left open. Another agent that knows nothing but your answer will carry it out.",
  },
  "general-purpose": {
    permissions: "edit",
    system:
      "You carry out one piece of work from its beginning to its end. Do what was asked for and nothing beyond it, in the way in which the code around it is written. Run the tests and checks that concern what you changed, and say what they came to. Others may be at work on other parts at the same time: change no file that your task does not need.",
  },
  Bash: {
    permissions: "edit",
    system:
      "You run commands and tell what came of them. Run what the task asks for, as it stands where it names commands. Change no file yourself; what the commands write is theirs. Say of each command how it ended, and of a failure the lines that tell why. Never tell of a result that you have not seen.",
  },
};

/** Tools of Claude Code's own that a kind of work needs; the others have all that its permissions allow. */
const TOOLS: Partial<Record<PresetName, readonly string[]>> = {
  Bash: ["Bash", "Read", "Glob", "Grep"],
};

/** The small model of a program, as it calls it itself. Of the others nobody knows which a person has. */
export const SMALL_MODELS: Partial<Record<DriverName, string>> = {
  claude: "haiku",
  codex: "gpt-5.4-mini",
  gemini: "flash-lite",
};

/** What a preset says of an agent, under what the plan itself says. */
export function presetOf(name: PresetName, use: DriverName): Partial<Agent> {
  const { permissions, system } = KINDS[name];
  const model = SMALL_MODELS[use];
  const tools = use === "claude" ? TOOLS[name] : undefined;
  return {
    preset: name,
    permissions,
    system,
    timeoutMs: TIMEOUT_MS,
    ...(model === undefined ? {} : { model }),
    ...(tools ? { tools } : {}),
  };
}
