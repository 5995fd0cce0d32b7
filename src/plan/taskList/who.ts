import { ID_PATTERN } from "../../core/ids.ts";
import { fileOfAgent } from "../agents/findAgent.ts";
import { driverNamed } from "../build/agent.ts";
import type { Around } from "../build/namedText.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import type { Node } from "../syntax/tree.ts";
import { scalarText, under } from "./entry.ts";
import type { Listed } from "./listed.ts";

/** Who there is to do the tasks of a list. */
export interface Hands {
  /** Agents that the plan defines. */
  readonly known: ReadonlySet<string>;
  /** Who does what nobody else does: what the plan says beside the list. */
  readonly otherwise: string | undefined;
  /** Where the plan names the list. */
  readonly at: Node;
}

/** Who does a task: whom its entry names, if there is one of that name, or else whom the plan names. */
export function whoDoes(
  task: Listed,
  hands: Hands,
  around: Around,
  findings: Findings,
  notes: Set<string>,
): string | undefined {
  const { otherwise } = hands;
  const node = under(task.map, ["agent", "assigned_agent"], findings);
  const named = scalarText(node, findings);
  if (named === undefined) {
    if (otherwise === undefined) {
      const message = `the task ${quoted(task.name)} names no agent, and neither does the plan`;
      const hint = 'add "agent" to it, or beside "from", or run it with --agent claude';
      findings.error(node ?? task.at, "missing-key", message, hint);
    }
    return otherwise;
  }
  const found = agentNamed(named, hands, around);
  if (found !== undefined) return found;
  if (otherwise === undefined) {
    const message = `there is no agent ${quoted(named)}`;
    const hint = `define it under "agents", or as .claude/agents/${named}.md; or say who does it otherwise: "agent" beside "from", or --agent claude`;
    findings.error(node, "unknown-agent", message, hint);
  } else notes.add(`there is no agent ${named} here: ${otherwise} does its tasks`);
  return otherwise;
}

/** `frontend_engineer` may be `frontend-engineer` here, and the other way round. */
function agentNamed(name: string, { known, at }: Hands, around: Around): string | undefined {
  const forms = [name, name.replaceAll("_", "-"), name.replaceAll("-", "_")];
  return forms.find(
    (form) =>
      known.has(form) ||
      driverNamed(form) !== undefined ||
      (ID_PATTERN.test(form) && fileOfAgent(form, at, around) !== undefined),
  );
}
