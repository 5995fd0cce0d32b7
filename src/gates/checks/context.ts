import type { Check, CheckResult } from "../../core/gate.ts";
import type { Executor } from "../../executors/port.ts";
import type { GateOrder } from "../port.ts";
import type { Workplace } from "../workplace.ts";

/** Works out an expression. Throws with a text for a person. */
export type Evaluate = (source: string, scope: Readonly<Record<string, unknown>>) => unknown;

/** What checks are made with. */
export interface CheckContext {
  readonly order: GateOrder;
  readonly place: Workplace;
  readonly executor: Executor;
  readonly evaluate: Evaluate;
  readonly signal: AbortSignal;
}

export type CheckOf<Type extends Check["type"]> = Extract<Check, { type: Type }>;

/** What a check found. */
export type Found = Omit<CheckResult, "id" | "type" | "durationMs">;

const LONGEST = 1000;

/** Makes a check. One that cannot be made has not passed: a gate fails closed. */
export async function make(check: Check, find: () => Promise<Found>): Promise<CheckResult> {
  const start = performance.now();
  const found = await find().catch((error: Error) => ({
    passed: false,
    text: `it could not be checked: ${error.message}`,
  }));
  const text = found.text.replace(/\s*\n\s*/g, "; ");
  const shown = text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
  const durationMs = Math.round(performance.now() - start);
  return { id: check.id, type: check.type, ...found, text: shown, durationMs };
}
