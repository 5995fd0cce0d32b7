import { DRIVERS } from "../../core/agent.ts";
import type { Agent } from "../../core/agent.ts";
import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import { ID_PATTERN } from "../../core/ids.ts";
import { readClaudeAgent } from "../agents/claudeAgent.ts";
import { agentFiles, fileOfAgent } from "../agents/findAgent.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { ScalarNode } from "../syntax/tree.ts";
import { asMap } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";
import { driverNamed, plainAgent, readAgent } from "./agent.ts";
import { writtenTasks } from "./draft.ts";
import type { AgentDraft, PhaseDraft } from "./draft.ts";
import type { Around } from "./namedText.ts";
import { workerNameIn } from "./workers.ts";

/** The agents under `agents`, then those that tasks name, and `others`, that are found elsewhere. */
export function readAgents(
  node: Node | undefined,
  phases: readonly PhaseDraft[],
  around: Around,
  others: readonly ScalarNode[] = [],
): AgentDraft[] {
  const agents = (asMap(node)?.entries ?? []).flatMap((entry) => readAgent(entry, around));
  const known = new Set((asMap(node)?.entries ?? []).map((entry) => entry.key));
  const workers = agents.flatMap(({ map }) => workerNameIn(map) ?? []);
  for (const by of [...others, ...named(phases), ...workers]) {
    const name = String(by.value);
    if (known.has(name)) continue;
    const agent = findAgent(name, by, around);
    if (!agent) unknown(name, by, known, around);
    else {
      known.add(name);
      agents.push({ name, at: by, agent, map: undefined, env: [] });
    }
  }
  return agents;
}

function unknown(
  name: string,
  by: ScalarNode,
  known: Iterable<string>,
  { findings, files }: Around,
): void {
  const hint = (): string | undefined => {
    const inFiles = agentFiles(files).flatMap((each) => /([^/]+)\.md$/.exec(each)?.[1] ?? []);
    const drivers = DRIVERS.filter((driver) => DRIVER_FACTS[driver].program !== undefined);
    return didYouMean(name, [...new Set([...known, ...inFiles, ...drivers])], "there are");
  };
  findings.error(by, "unknown-agent", `there is no agent ${quoted(name)}`, hint);
}

/** The names of agents that tasks give: who does the work, and who reviews it. */
const named = (phases: readonly PhaseDraft[]): ScalarNode[] =>
  phases.flatMap((phase) =>
    writtenTasks(phase).flatMap(({ agent, pipeline }) => [
      ...(agent?.by ? [agent.by] : []),
      ...(pipeline?.reviewers ?? []),
    ]),
  );

/** One that a file defines, or else a driver with nothing said of it. */
function findAgent(name: string, by: ScalarNode, around: Around): Agent | undefined {
  const path = ID_PATTERN.test(name) ? fileOfAgent(name, by, around) : undefined;
  if (path !== undefined) {
    const file = around.files.read(path, by);
    const found = file && readClaudeAgent(file);
    // A file that cannot be read has been told of; it must not be told of as missing, too.
    return plainAgent(name, "claude", found);
  }
  const use = driverNamed(name);
  return use && plainAgent(name, use);
}

/** All of them, for the plan: whom no task names can look at a failure, or mend a merge. */
export const agentsOf = (
  agents: readonly AgentDraft[],
): Readonly<Record<string, Agent>> | undefined =>
  agents.length === 0
    ? undefined
    : Object.fromEntries(agents.map(({ name, agent }) => [name, agent]));

/** The names of those that tasks name, and of those whom they may ask. */
export function namesOfUsed(
  phases: readonly PhaseDraft[],
  agents: readonly AgentDraft[],
): ReadonlySet<string> {
  const names = new Set(named(phases).map((by) => String(by.value)));
  for (const { name, agent } of agents)
    if (names.has(name) && agent.workers) names.add(agent.workers.agent);
  return names;
}
