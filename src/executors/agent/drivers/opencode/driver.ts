import type { LineDriver } from "../../driver.ts";
import { opencodeAbout } from "./about.ts";
import { opencodeLaunch } from "./launch.ts";
import { opencodeReader } from "./reader.ts";

export const opencode: LineDriver = {
  name: "opencode",
  program: opencodeAbout.program,
  capabilities: {
    usage: "exact",
    cost: true,
    schema: false,
    resume: true,
    softCancel: "none",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  launch: opencodeLaunch,
  reader: opencodeReader,
};
