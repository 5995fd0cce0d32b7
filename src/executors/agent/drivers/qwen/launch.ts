import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Agent } from "../../../../core/agent.ts";
import type { Invocation, Launch } from "../../driver.ts";
import { option, programOf, unlessSet } from "../shared/launching.ts";
import { qwenAbout } from "./about.ts";

/** The prompt goes to stdin. */
export function qwenLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  const session = resume?.session ?? randomUUID();
  const defaults = join(launch.folder, "defaults.json");
  return {
    program: programOf(launch, qwenAbout.program),
    args: [
      "--output-format",
      "stream-json",
      ...(resume === undefined ? ["--session-id", session] : ["--resume", session]),
      ...option("--model", agent.model),
      ...option("--append-system-prompt", agent.system),
      ...option("--max-session-turns", agent.budget?.turns),
      ...permissionArgs(agent),
      ...(typeof launch.schema === "object"
        ? ["--json-schema", JSON.stringify(launch.schema)]
        : []),
      ...(agent.args ?? []),
    ],
    env: unlessSet(launch, {
      QWEN_CODE_NO_RELAUNCH: "true",
      QWEN_CODE_SUPPRESS_YOLO_WARNING: "1",
      QWEN_CODE_SYSTEM_DEFAULTS_PATH: defaults,
    }),
    stdin: launch.prompt,
    files: [{ path: defaults, text: JSON.stringify(DEFAULTS) }],
    session,
  };
}

/** The lowest of its layers of settings: a person's own count more. It would go on trying for over 100 s. */
const DEFAULTS = {
  general: { enableAutoUpdate: false },
  privacy: { usageStatisticsEnabled: false },
  model: { generationConfig: { maxRetries: 2 } },
};

/**
 * In its plan mode it has no tool that writes or runs anything. It writes outside of its working folder without asking,
 * so `edit` is no level that it could be held to: what it gets for it is the nearest that there is.
 */
function permissionArgs(agent: Agent): readonly string[] {
  const denied = (agent.disallowedTools ?? []).flatMap((tool) => ["--exclude-tools", tool]);
  switch (agent.permissions) {
    case "read-only":
      return ["--approval-mode", "plan", ...denied];
    case "edit":
      return ["--approval-mode", "auto-edit", "--allowed-tools", "run_shell_command", ...denied];
    case "full":
      return ["--approval-mode", "yolo", ...denied];
  }
}
