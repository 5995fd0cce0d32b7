import type { AgentTask } from "../../core/agent.ts";
import { asList, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { AgentTaskDraft } from "./draft.ts";
import { readNamedText } from "./namedText.ts";
import type { Around } from "./namedText.ts";
import type { RoutingAround } from "./routedTask.ts";

export interface AgentTaskRead {
  readonly draft: AgentTaskDraft;
  readonly task: AgentTask;
}

/** What an agent is asked to do, of a task's map or of its phase's; undefined where it is no agent's. */
export function readAgentTask(
  map: MapNode,
  around: Around & RoutingAround,
): AgentTaskRead | undefined {
  const by = get(map, "agent");
  const prompt = get(map, "prompt");
  if (!by && !prompt) return undefined;
  const { findings } = around;
  const run = get(map, "run");
  if (run) {
    const message = 'either "run" or "agent" and "prompt", not both';
    findings.error(placeOf(map, by ? "agent" : "prompt"), "ambiguous", message);
  } else if (!by && !around.specialists) {
    const message = 'a "prompt" needs an "agent" that carries it out';
    const hint =
      'add "agent": the name of one under "agents", or a driver such as claude; or "specialists" to the plan';
    findings.error(placeOf(map, "prompt"), "missing-key", message, hint);
  } else if (!prompt) {
    const hint = 'add "prompt": text, or the path of a file that ends in .md, .txt or .prompt';
    findings.error(placeOf(map, "agent"), "missing-key", 'an "agent" needs a "prompt"', hint);
  }
  const text = readNamedText(prompt, around);
  const name = asText(by);
  const task: AgentTask = defined({
    agent: name ?? "",
    prompt: text?.text ?? "",
    promptFile: text?.file,
    acceptance: acceptanceOf(map),
  });
  return { draft: { by: name === undefined ? undefined : (by as ScalarNode), prompt: text }, task };
}

function acceptanceOf(map: MapNode): string[] | undefined {
  return asList(get(map, "acceptance"))?.items.flatMap((item) => asText(item) ?? []);
}
