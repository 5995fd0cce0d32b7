import type { Agent } from "../../../../core/agent.ts";
import type { Failure } from "../../../../core/failure.ts";
import type { Exit } from "../../driver.ts";
import type { Complaint } from "../shared/classify.ts";
import { budgetSpent } from "../shared/budget.ts";
import { asText, at } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";

/** What its last event complains of: `[API Error: …]`, of which the inside may be the JSON that it was answered. */
export function complaintOf(event: Json): Complaint {
  const message = asText(at(event, "error", "message")) ?? "it failed and did not say why";
  const inside = /^\[API Error: (.*)\]/s.exec(message)?.[1] ?? message;
  const status = /"code":\s*(\d{3})\b/.exec(inside)?.[1];
  const text = /"message":\s*"((?:[^"\\]|\\.)*)"/.exec(inside)?.[1] ?? inside;
  return { text, ...(status !== undefined && { status: Number(status) }) };
}

const STATUSES = [400, 401, 403, 404, 408, 409, 429, 500, 502, 503, 504, 529];

/** The HTTP status that its exit code was, before one byte was left of it. */
export const statusOf = (exit: Exit): number | undefined =>
  STATUSES.find((status) => status % 256 === exit.code);

/** Exit code 53: it has used up its turns. Its forks do the same. */
export const limitReached = (exit: Exit, agent: Agent, title: string): Failure | undefined =>
  exit.code === 53 ? budgetSpent(title, "turns", agent.budget?.turns) : undefined;
