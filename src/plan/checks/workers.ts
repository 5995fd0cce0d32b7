import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import { workerNameIn } from "../build/workers.ts";
import type { AgentDraft, Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asMap, get, placeOf } from "../syntax/tree.ts";

/** Agents that could not ask for workers, and workers that could do more than look. */
export function checkWorkers({ agents }: Draft, findings: Findings): void {
  for (const draft of agents) checkWorkersOf(draft, agents, findings);
}

function checkWorkersOf(
  { map, agent }: AgentDraft,
  agents: readonly AgentDraft[],
  findings: Findings,
): void {
  if (!map || !agent.workers) return;
  const at = placeOf(map, "workers");
  if (!DRIVER_FACTS[agent.use].mcp) {
    const message = `${agent.use} takes no tools over MCP, by which workers are asked for`;
    findings.error(at, "misplaced-key", message, 'leave "workers" out, or use another driver');
  } else if (!agent.attemptTools) {
    const message = 'workers are asked for by the attempt\'s tools, and "attempt_tools" is false';
    findings.error(at, "misplaced-key", message);
  }
  const { agent: name, max, parallel, tokens } = agent.workers;
  const reader = agents.find((each) => each.name === name)?.agent;
  // One that is nowhere has been told of.
  if (!reader) return;
  if (reader.permissions !== "read-only") {
    const message = `workers only look, and the permissions of the agent ${quoted(name)} are ${reader.permissions}`;
    const hint = `say "permissions: read-only" of it`;
    findings.error(workerNameIn(map) ?? at, "not-read-only", message, hint);
  }
  const workers = asMap(get(map, "workers"))!;
  if (parallel > max && get(workers, "parallel")) {
    const message = `${parallel} side by side are more than there may be in all (${max})`;
    findings.warn(placeOf(workers, "parallel"), "out-of-bounds", message);
  }
  if (tokens !== undefined && !DRIVER_FACTS[reader.use].tokens) {
    const message = `${reader.use} does not tell what it uses up, so that nothing can hold workers to "tokens"`;
    findings.error(placeOf(workers, "tokens"), "unknown-cost", message);
  }
}
