import type { DriverName } from "../../../core/agent.ts";
import type { AgentAbout } from "../about.ts";
import { claudeAbout } from "./claude/about.ts";
import { codexAbout } from "./codex/about.ts";
import { copilotAbout } from "./copilot/about.ts";
import { geminiAbout } from "./gemini/about.ts";
import { opencodeAbout } from "./opencode/about.ts";
import { piAbout } from "./pi/about.ts";
import { qwenAbout } from "./qwen/about.ts";

/** The agents that have a program of their own, those that are driven best first. */
export const AGENT_ABOUTS: readonly AgentAbout[] = [
  claudeAbout,
  codexAbout,
  geminiAbout,
  opencodeAbout,
  copilotAbout,
  qwenAbout,
  piAbout,
];

/** Undefined for `acp`, `command` and `scripted`: the plan says what these start. */
export const aboutOf = (driver: DriverName): AgentAbout | undefined =>
  AGENT_ABOUTS.find((about) => about.driver === driver);
