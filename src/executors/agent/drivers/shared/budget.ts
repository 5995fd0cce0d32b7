import type { Failure } from "../../../../core/failure.ts";

/** The budgets that an agent's program can be held to by itself. */
export type Budget = "turns" | "usd";

const UNITS: Record<Budget, (limit: number) => string> = {
  turns: (limit) => `${limit} ${limit === 1 ? "turn" : "turns"}`,
  usd: (limit) => `$${limit}`,
};
const NAMES: Record<Budget, string> = { turns: "turns", usd: "money" };

/** It stopped at a budget: the plan's, or where that sets none, one of its program's own settings. */
export function budgetSpent(title: string, budget: Budget, limit: number | undefined): Failure {
  const what =
    limit === undefined
      ? `a limit of ${NAMES[budget]} that the plan does not set`
      : `its budget of ${UNITS[budget](limit)}`;
  return {
    class: "fatal",
    message: `${title} stopped at ${what} – set a larger budget.${budget} for the agent, or split the task`,
  };
}
