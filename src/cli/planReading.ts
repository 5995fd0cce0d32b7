import { PawlError } from "../core/error.ts";
import type { PlanSource } from "../core/events.ts";
import type { Plan } from "../core/plan.ts";
import type { Params } from "../core/result.ts";
import type { Diagnostic } from "../plan/diagnostic.ts";
import { resolveParams } from "../plan/params.ts";
import { readPlan } from "../plan/readPlan.ts";
import type { PlanReading } from "../plan/readPlan.ts";
import { formatDiagnostics } from "../plan/render.ts";
import { wantsColor } from "../tui/terminal.ts";
import type { Options } from "./declared.ts";

/** A plan file as read, with the parameters of the command line looked at as well. */
export interface Checked {
  readonly reading: PlanReading;
  /** What is wrong, or likely wrong, the parameters included. */
  readonly diagnostics: readonly Diagnostic[];
  /** There unless something is wrong. */
  readonly ready?: ReadyPlan;
}

/** A plan that may be run, with its parameters as given and as defaulted. */
export interface ReadyPlan {
  readonly plan: Plan;
  readonly params: Params;
  readonly source: PlanSource;
}

/** @param needParams whether parameters that have no value yet are an error */
export async function checkPlan(
  path: string,
  options: Options,
  needParams: boolean,
): Promise<Checked> {
  const reading = await readPlan(path, {
    agent: options["agent"] as string | undefined,
    fresh: options["fresh"] === true,
  });
  const { plan, source, diagnostics } = reading;
  if (!plan) return { reading, diagnostics };
  const resolved = resolveParams(plan, givenParams(options));
  if ("params" in resolved) {
    return { reading, diagnostics, ready: { plan, params: resolved.params, source } };
  }
  const problems = resolved.problems.filter((each) => needParams || each.code !== "missing-param");
  const found = problems.map((each): Diagnostic => ({
    severity: "error",
    file: path,
    line: 0,
    column: 0,
    ...each,
  }));
  return { reading, diagnostics: [...diagnostics, ...found] };
}

/** What a person should know of how a plan was made of a list of tasks; empty where it was not. */
export const notesOf = ({ reading }: Checked): string =>
  (reading.notes ?? []).map((each) => `${each}\n`).join("");

/** What is said of a plan, for a person. */
export function explain({ reading, diagnostics }: Checked, stream: NodeJS.WriteStream): string {
  return formatDiagnostics(diagnostics, reading.text, {
    color: wantsColor(stream),
    ...(reading.texts ? { texts: reading.texts } : {}),
  });
}

function givenParams(options: Options): Record<string, string> {
  const given = (options["param"] ?? []) as readonly string[];
  return Object.fromEntries(
    given.map((each) => {
      const at = each.indexOf("=");
      if (at < 1) throw new PawlError("usage", `--param takes name=value, not "${each}"`);
      return [each.slice(0, at), each.slice(at + 1)];
    }),
  );
}
