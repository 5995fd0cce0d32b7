import type { LineDriver } from "../../driver.ts";
import { copilotAbout } from "./about.ts";
import { copilotLaunch } from "./launch.ts";
import { copilotReader } from "./reader.ts";

export const copilot: LineDriver = {
  name: "copilot",
  program: copilotAbout.program,
  capabilities: {
    usage: "cumulative",
    cost: false,
    schema: false,
    resume: true,
    softCancel: "none",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  launch: copilotLaunch,
  reader: copilotReader,
};
