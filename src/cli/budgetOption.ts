import type { BudgetLimits, GivenBudget, RunBudget, UntoldPolicy } from "../core/budget.ts";
import { UNTOLD_POLICIES } from "../core/budget.ts";
import { parseDuration } from "../core/duration.ts";
import { DRIVER_FACTS } from "../core/driverFacts.ts";
import { PawlError } from "../core/error.ts";
import type { Plan } from "../core/plan.ts";
import { parseTokens } from "../plan/tokens.ts";
import type { Options } from "./declared.ts";

/**
 * What `--budget` gives: `tokens=400k`, `usd=20`, `time=2h`, `launches=50`, `wrap_up=0.9`, `unknown=allow`, several with
 * commas or in turn. `+` before an amount adds it to the limit that there is.
 * @param current what the run may use so far
 */
export function budgetOption(
  options: Options,
  plan: Pick<Plan, "agents">,
  current: RunBudget | undefined,
): { budget?: GivenBudget } {
  const texts = budgetTexts(options).flatMap((each) => each.split(","));
  if (texts.length === 0) return {};
  let budget: GivenBudget = {};
  for (const each of texts) budget = { ...budget, ...partOf(each, { ...current, ...budget }) };
  if (budget.usd !== undefined) refuseUntold(plan);
  return { budget };
}

/** What was given, as it was. */
export function budgetTexts(options: Options): readonly string[] {
  const given = options["budget"];
  return given === undefined ? [] : [given].flat().map(String);
}

/** As in a plan: US dollars hold nobody who does not tell what it costs. */
function refuseUntold({ agents = {} }: Pick<Plan, "agents">): void {
  const untold = Object.values(agents).find(({ use }) => DRIVER_FACTS[use]?.cost === false);
  if (!untold) return;
  throw new PawlError(
    "usage",
    `--budget usd cannot be held: the agent "${untold.id}" uses ${untold.use}, which does not tell what it costs; use tokens or launches`,
  );
}

/** @param current what an amount with `+` is added to */
function partOf(text: string, current: GivenBudget): GivenBudget {
  const [, name = "", sign = "", value = ""] = /^\s*(\w+)\s*=\s*(\+?)(.*?)\s*$/.exec(text) ?? [];
  if (sign === "" && name === "unknown") return { unknown: policyOf(text, value) };
  if (sign === "" && name === "wrap_up") return { wrapUp: shareOf(text, value) };
  const limit = Object.hasOwn(LIMITS, name) ? LIMITS[name] : undefined;
  if (!limit) throw wrong(text);
  const amount = limit.parse(value);
  if (amount === undefined || !(amount > 0)) throw wrong(text);
  const before = current[limit.of];
  if (sign !== "" && before === undefined)
    throw new PawlError(
      "usage",
      `--budget ${text}: the run has no limit of ${name} to add to; say ${name}=${value}`,
    );
  return { [limit.of]: sign === "" ? amount : before! + amount };
}

const LIMITS: Readonly<
  Record<string, { of: keyof BudgetLimits; parse: (text: string) => number | undefined }>
> = {
  tokens: { of: "tokens", parse: parseTokens },
  usd: { of: "usd", parse: (text) => numberOf(text) },
  time: { of: "timeMs", parse: (text) => parseDuration(/^\d+$/.test(text) ? Number(text) : text) },
  launches: { of: "launches", parse: (text) => (/^\d+$/.test(text) ? Number(text) : undefined) },
};

const numberOf = (text: string): number | undefined =>
  /^\d+(?:\.\d+)?$/.test(text) ? Number(text) : undefined;

function policyOf(text: string, value: string): UntoldPolicy {
  const found = UNTOLD_POLICIES.find((each) => each === value);
  if (!found) throw wrong(text);
  return found;
}

function shareOf(text: string, value: string): number {
  const share = numberOf(value);
  if (share === undefined || share <= 0 || share > 1) throw wrong(text);
  return share;
}

const wrong = (text: string): PawlError =>
  new PawlError(
    "usage",
    `--budget takes tokens=400k, usd=20, time=2h, launches=50, wrap_up=0.9 or unknown=stop|estimate|allow, not "${text}"`,
  );
