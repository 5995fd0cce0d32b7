import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";

/** A run can be held to US dollars only by agents that tell what they cost. */
export function checkRunBudget({ plan, agents, budget }: Draft, findings: Findings): void {
  if (plan.budget?.usd === undefined || !budget?.usd) return;
  for (const { name, agent } of agents) {
    const { cost } = DRIVER_FACTS[agent.use] ?? {};
    if (cost === false) {
      const message = `"usd" cannot be held: the agent ${quoted(name)} uses ${agent.use}, which does not tell what it costs`;
      findings.error(budget.usd, "unknown-cost", message, 'use "tokens" or "launches"');
    } else if (cost === "unknown") {
      const message = `"usd" holds only if ${quoted(name)} tells what it costs; with ${agent.use} not all do`;
      findings.warn(budget.usd, "unknown-cost", message);
    }
  }
}
