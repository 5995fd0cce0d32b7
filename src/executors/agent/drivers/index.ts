import type { DriverName } from "../../../core/agent.ts";
import type { LineDriver } from "../driver.ts";
import { claude } from "./claude/driver.ts";
import { codex } from "./codex/driver.ts";
import { copilot } from "./copilot/driver.ts";
import { gemini } from "./gemini/driver.ts";
import { opencode } from "./opencode/driver.ts";
import { pi } from "./pi/driver.ts";
import { qwen } from "./qwen/driver.ts";
import { scripted } from "./scripted.ts";

const LINE_DRIVERS: Partial<Record<DriverName, LineDriver>> = {
  claude,
  codex,
  gemini,
  opencode,
  copilot,
  qwen,
  pi,
  scripted,
};

/** The driver of that name, if it is one that writes lines; the others hold a conversation. */
export const lineDriverOf = (name: DriverName): LineDriver | undefined => LINE_DRIVERS[name];
