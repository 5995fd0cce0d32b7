import type { Agent } from "../../../../core/agent.ts";
import type { Invocation, Launch } from "../../driver.ts";
import { asObject, parseObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { option, programOf, promptWithSystem, unlessSet } from "../shared/launching.ts";
import { opencodeAbout } from "./about.ts";

/**
 * The prompt goes to stdin. Opencode tries a request again for over a minute and has no setting for that: the
 * attempt's deadline is what bounds it. It has no budget either.
 */
export function opencodeLaunch(launch: Launch): Invocation {
  const { agent, resume } = launch.order;
  return {
    program: programOf(launch, opencodeAbout.program),
    args: [
      "run",
      "--format",
      "json",
      "--auto",
      ...option("--session", resume?.session),
      ...option("--model", agent.model),
      ...(agent.args ?? []),
    ],
    env: {
      ...unlessSet(launch, { OPENCODE_DISABLE_AUTOUPDATE: "1" }),
      OPENCODE_CONFIG_CONTENT: JSON.stringify(configOf(launch)),
    },
    stdin: promptWithSystem(launch),
    ...(resume !== undefined && { session: resume.session }),
  };
}

/** Settings that go over a person's own, with those that the plan gives in the same variable. */
function configOf(launch: Launch): Json {
  const given = parseObject(launch.env["OPENCODE_CONFIG_CONTENT"] ?? "") ?? {};
  return {
    autoupdate: false,
    share: "disabled",
    ...given,
    permission: { ...asObject(given["permission"]), ...permissionOf(launch.order.agent) },
    ...(launch.tools !== undefined && {
      mcp: {
        ...asObject(given["mcp"]),
        [launch.tools.name]: {
          type: "local",
          command: [launch.tools.command, ...launch.tools.args],
          enabled: true,
        },
      },
    }),
  };
}

/** What is denied stays denied under `--auto`, which says yes to all else. A question would have nobody to answer it. */
function permissionOf(agent: Agent): Json {
  switch (agent.permissions) {
    case "read-only":
      return {
        edit: "deny",
        bash: "deny",
        task: "deny",
        external_directory: "deny",
        question: "deny",
      };
    case "edit":
      return { external_directory: "deny", question: "deny" };
    case "full":
      return { question: "deny" };
  }
}
