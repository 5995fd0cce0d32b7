import type { LineDriver } from "../../driver.ts";
import { claudeAbout } from "./about.ts";
import { claudeLaunch } from "./launch.ts";
import { claudeReader } from "./reader.ts";

export const claude: LineDriver = {
  name: "claude",
  program: claudeAbout.program,
  capabilities: {
    usage: "exact",
    cost: true,
    schema: true,
    resume: true,
    softCancel: "SIGINT",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  launch: claudeLaunch,
  reader: claudeReader,
};
