import type { LineDriver } from "../../driver.ts";
import { qwenAbout } from "./about.ts";
import { qwenLaunch } from "./launch.ts";
import { qwenReader } from "./reader.ts";

export const qwen: LineDriver = {
  name: "qwen",
  program: qwenAbout.program,
  capabilities: {
    usage: "cumulative",
    cost: false,
    schema: true,
    resume: true,
    softCancel: "SIGINT",
    mcp: false,
    permissions: ["read-only", "full"],
  },
  launch: qwenLaunch,
  reader: qwenReader,
};
