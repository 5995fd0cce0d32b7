import { maskFailure, maskJson, maskMembers } from "../../core/maskTexts.ts";
import type { Mask } from "../../core/maskTexts.ts";
import type { Agent } from "../../core/agent.ts";
import type { AgentOrder } from "../port.ts";

/**
 * An order with all that goes into a prompt masked. What tells Pawl, or the agent's program, what to do stays as it
 * is: ids, schemas, sessions, arguments.
 */
export function maskOrder<Order extends AgentOrder>(order: Order, mask: Mask): Order {
  const { agent, acceptance, needs, summaries, failed, answers, memory } = order;
  return {
    ...maskMembers(order, ["prompt", "description"], mask),
    agent: maskAgent(agent, mask),
    acceptance: acceptance.map(mask),
    needs: needs.map((each) => ({ ...each, value: maskJson(each.value, mask) })),
    ...(summaries ? { summaries: summaries.map((each) => maskMembers(each, ["text"], mask)) } : {}),
    ...(memory ? { memory: maskJson(memory, mask) } : {}),
    ...(failed ? { failed: { ...failed, failure: maskFailure(failed.failure, mask) } } : {}),
    answers: answers.map((each) => maskMembers(each, ["question", "answer"], mask)),
  };
}

/** Its variables reach it by its environment, not by its order. */
function maskAgent(agent: Agent, mask: Mask): Agent {
  const masked = maskMembers(agent, ["system"], mask);
  return agent.env
    ? { ...masked, env: maskMembers(agent.env, Object.keys(agent.env), mask) }
    : masked;
}
