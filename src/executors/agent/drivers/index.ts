import type { DriverName } from "../../../core/agent.ts";
import type { LineDriver } from "../driver.ts";
import type { TalkDriver } from "../talk.ts";
import { acp } from "./acp.ts";
import { claude } from "./claude/driver.ts";
import { codex } from "./codex/driver.ts";
import { command } from "./command.ts";
import { copilot } from "./copilot/driver.ts";
import { gemini } from "./gemini/driver.ts";
import { opencode } from "./opencode/driver.ts";
import { pi } from "./pi/driver.ts";
import { qwen } from "./qwen/driver.ts";
import { scripted } from "./scripted.ts";

const DRIVERS: Readonly<Record<DriverName, LineDriver | TalkDriver>> = {
  claude,
  codex,
  gemini,
  opencode,
  copilot,
  qwen,
  pi,
  acp,
  command,
  scripted,
};

/** The driver of that name. */
export const driverOf = (name: DriverName): LineDriver | TalkDriver => DRIVERS[name];

/** The driver of that name, if it is one that writes lines; the others hold a conversation. */
export function lineDriverOf(name: DriverName): LineDriver | undefined {
  const driver = driverOf(name);
  return "talk" in driver ? undefined : driver;
}
