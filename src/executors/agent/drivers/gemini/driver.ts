import type { LineDriver } from "../../driver.ts";
import { geminiAbout } from "./about.ts";
import { geminiLaunch } from "./launch.ts";
import { geminiReader } from "./reader.ts";

export const gemini: LineDriver = {
  name: "gemini",
  program: geminiAbout.program,
  capabilities: {
    usage: "exact",
    cost: false,
    schema: false,
    resume: true,
    softCancel: "none",
    mcp: true,
    permissions: ["read-only", "edit", "full"],
  },
  launch: geminiLaunch,
  reader: geminiReader,
};
