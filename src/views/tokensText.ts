import { oneLine } from "./safeText.ts";
import type { SharedContext } from "./sharedContext.ts";
import type { Figures } from "./tokenFigures.ts";
import type { RunTokens } from "./tokens.ts";
import { formatCost, formatCount } from "./usageText.ts";
import { plural } from "./words.ts";

/** What `pawl metrics RUN` says of tokens before its table. */
export const tokensText = (tokens: RunTokens): string[] => [
  "Tokens of agents",
  `  in          ${amount(tokens, "inputTokens")}${cachedText(tokens)}`,
  `  out         ${amount(tokens, "outputTokens")}`,
  `  requests    ${amount(tokens, "requests")}`,
  `  cost        ${amount(tokens, "costUsd")}`,
  ...sharedText(tokens.sharedContext),
];

/** All of it on one line. */
export const amountsText = (figures: Figures): string =>
  `${amount(figures, "inputTokens")} in${cachedText(figures)}, ${amount(figures, "outputTokens")} out, in ${amount(figures, "requests")} requests; cost ${amount(figures, "costUsd")}`;

const cachedText = ({ cachedInputTokens }: Figures): string =>
  cachedInputTokens === null || cachedInputTokens === 0
    ? ""
    : `, ${formatCount(cachedInputTokens)} of them from a cache`;

function sharedText(shared: SharedContext): string[] {
  if (!shared.known)
    return [`  one shared context would have taken: unknown, as ${shared.because}`];
  const { isolatedInputTokens, sharedInputTokens, ratio, leftOut } = shared;
  const without =
    leftOut === 0 ? "" : `; ${plural(leftOut, "attempt")} of which nothing is known left out`;
  return [
    `  one shared context would have taken about ${formatCount(sharedInputTokens)} in, ${ratio} times the ${formatCount(isolatedInputTokens)}${without}`,
  ];
}

export const TOKEN_COLUMNS = ["", "AGENT", "MODEL", "IN", "OUT", "REQUESTS", "COST"] as const;

/** Rows for phases, their tasks and attempts, then agents, then models. */
export function tokenRows(tokens: RunTokens): string[][] {
  return [
    ...tokens.phases.flatMap((phase) => [
      row(phase.id, "", "", phase),
      ...phase.tasks.flatMap((task) => [
        row(`  ${task.id}`, task.agent, "", task),
        ...task.attempts.map((each) =>
          row(`    attempt ${each.attempt}`, "", each.models.map(oneLine).join(", "), each),
        ),
      ]),
    ]),
    ...tokens.agents.map((each) => row("all of", each.id, "", each)),
    ...tokens.models.map((each) => row("all of", "", oneLine(each.id), each)),
  ];
}

const row = (name: string, agent: string, model: string, figures: Figures): string[] => [
  name,
  agent,
  model,
  amount(figures, "inputTokens"),
  amount(figures, "outputTokens"),
  amount(figures, "requests"),
  amount(figures, "costUsd"),
];

/** `1,234`, `at least 1,234`, or `unknown`. */
function amount(
  figures: Figures,
  of: "inputTokens" | "outputTokens" | "requests" | "costUsd",
): string {
  const value = figures[of];
  if (value === null) return "unknown";
  const kind = of === "costUsd" ? "cost" : of === "requests" ? "requests" : "tokens";
  const text = of === "costUsd" ? formatCost(value) : formatCount(value);
  return figures.atLeast.includes(kind) ? `at least ${text}` : text;
}
