import type { DriverName } from "../../../core/agent.ts";
import type { LineDriver } from "../driver.ts";
import type { TalkDriver } from "../talk.ts";
import { acp } from "./acp.ts";
import { claude } from "./claude/driver.ts";
import { codex } from "./codex/driver.ts";
import { copilot } from "./copilot/driver.ts";
import { gemini } from "./gemini/driver.ts";
import { opencode } from "./opencode/driver.ts";
import { pi } from "./pi/driver.ts";
import { qwen } from "./qwen/driver.ts";
import { scripted } from "./scripted.ts";

const DRIVERS: Partial<Record<DriverName, LineDriver | TalkDriver>> = {
  acp,
  claude,
  codex,
  gemini,
  opencode,
  copilot,
  qwen,
  pi,
  scripted,
};

/** The driver of that name. */
export function driverOf(name: DriverName): LineDriver | TalkDriver {
  const driver = DRIVERS[name];
  if (!driver) throw new Error(`there is no driver ${name}`);
  return driver;
}

/** The driver of that name, if it is one that writes lines; the others hold a conversation. */
export function lineDriverOf(name: DriverName): LineDriver | undefined {
  const driver = DRIVERS[name];
  return driver && "talk" in driver ? undefined : driver;
}
