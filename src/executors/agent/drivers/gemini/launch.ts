import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Invocation, Launch } from "../../driver.ts";
import { option, programOf, promptWithSystem, unlessSet } from "../shared/launching.ts";
import { geminiAbout } from "./about.ts";
import { policyOf } from "./policy.ts";
import { makeHome, ownSettings } from "./home.ts";
import { settingsOf } from "./settings.ts";

/** The prompt goes to stdin. Gemini has nothing to add to its system prompt with: that goes before the prompt. */
export function geminiLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  const session = resume?.session ?? randomUUID();
  const { home, settings } = makeHome(launch);
  const policy = policyOf(agent, launch.tools);
  const policyFile = join(launch.folder, "policy.toml");
  return {
    program: programOf(launch, geminiAbout.program),
    args: [
      "--output-format",
      "stream-json",
      "--skip-trust",
      "--approval-mode",
      agent.permissions === "full" ? "yolo" : "default",
      ...(policy === undefined ? [] : ["--admin-policy", policyFile]),
      ...(resume === undefined ? ["--session-id", session] : ["--resume", session]),
      ...option("--model", agent.model),
      ...(agent.args ?? []),
    ],
    env: {
      GEMINI_CLI_HOME: home,
      ...unlessSet(launch, {
        // It would start itself anew as a child, which outlives a signal to the first.
        GEMINI_CLI_NO_RELAUNCH: "true",
      }),
    },
    stdin: promptWithSystem(launch),
    files: [
      { path: settings, text: JSON.stringify(settingsOf(launch, ownSettings(launch)), null, 2) },
      ...(policy === undefined ? [] : [{ path: policyFile, text: policy }]),
    ],
    session,
  };
}
