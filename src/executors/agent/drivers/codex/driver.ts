import type { LineDriver } from "../../driver.ts";
import { codexAbout } from "./about.ts";
import { codexLaunch } from "./launch.ts";
import { codexReader } from "./reader.ts";

export const codex: LineDriver = {
  name: "codex",
  program: codexAbout.program,
  capabilities: {
    usage: "cumulative",
    cost: false,
    schema: true,
    resume: true,
    softCancel: "SIGINT",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  launch: codexLaunch,
  reader: codexReader,
};
