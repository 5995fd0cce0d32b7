import { ID_PATTERN } from "../../core/ids.ts";
import { fileOfAgent } from "../agents/findAgent.ts";
import { driverNamed } from "../build/agent.ts";
import type { Around } from "../build/namedText.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { filled, scalarText, under } from "./entry.ts";
import type { Listed } from "./listed.ts";

/** Who there is to do the tasks of a list. */
export interface Hands {
  /** Agents that the plan defines. */
  readonly known: ReadonlySet<string>;
  /** Who does what nobody else does: what the plan says beside the list. */
  readonly otherwise: string | undefined;
  /** The plan has specialists, who do what nobody is named for. */
  readonly specialists: boolean;
  /** Where the plan names the list. */
  readonly at: Node;
}

/** An agent, or whom the list names that is not here: specialists do that. */
export type Doer = { readonly agent: string } | { readonly meantFor: string | undefined };

/**
 * Who does a task: whom its entry names, or else its phase's, if there is one of that name; or else whom the plan
 * names. What was done before may have nobody: `undefined` without a complaint.
 */
export function whoDoes(
  task: Listed,
  phase: Listed,
  hands: Hands,
  around: Around,
  findings: Findings,
  notes: Set<string>,
): Doer | undefined {
  const otherwise = hands.otherwise === undefined ? undefined : { agent: hands.otherwise };
  const node = namedIn(task.map, findings) ?? namedIn(phase.map, findings);
  const named = scalarText(node, findings);
  const found = named === undefined ? undefined : agentNamed(named, hands, around);
  if (found !== undefined) return { agent: found };
  if (!otherwise && hands.specialists) return { meantFor: named };
  if (task.imported !== undefined) return otherwise;
  if (named === undefined) {
    if (otherwise === undefined) {
      const message = `the task ${quoted(task.name)} names no agent, and neither does the plan`;
      const hint = 'add "agent" to it, or beside "from", or run it with --agent claude';
      findings.error(node ?? task.at, "missing-key", message, hint);
    }
    return otherwise;
  }
  if (otherwise === undefined) {
    const message = `there is no agent ${quoted(named)}`;
    const hint = `define it under "agents", or as .claude/agents/${named}.md; or say who does it otherwise: "agent" beside "from", or --agent claude`;
    findings.error(node, "unknown-agent", message, hint);
  } else notes.add(`there is no agent ${named} here: ${hands.otherwise} does its tasks`);
  return otherwise;
}

/** Other names for it, of which the first that says something counts. */
const KEYS = ["assignedAgent", "assigned_to", "assignedTo", "subagent_type"];

function namedIn(map: MapNode, findings: Findings): Node | undefined {
  const node = under(map, ["agent", "assigned_agent"], findings);
  if (node) return node;
  for (const key of KEYS) {
    const other = filled(map, key);
    if (other) return other;
  }
  return undefined;
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
