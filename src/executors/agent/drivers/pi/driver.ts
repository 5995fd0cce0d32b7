import type { LineDriver } from "../../driver.ts";
import { piAbout } from "./about.ts";
import { piLaunch } from "./launch.ts";
import { piReader } from "./reader.ts";

export const pi: LineDriver = {
  name: "pi",
  program: piAbout.program,
  capabilities: {
    usage: "exact",
    cost: true,
    schema: false,
    resume: true,
    softCancel: "SIGTERM",
    mcp: false,
    permissions: ["read-only", "full"],
  },
  launch: piLaunch,
  reader: piReader,
};
