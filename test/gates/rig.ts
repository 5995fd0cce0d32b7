import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { Check, CheckResult, Evidence, Gate } from "../../src/core/gate.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import { gatekeeper } from "../../src/gates/gatekeeper.ts";
import type { GateOrder, Gatekeeper } from "../../src/gates/port.ts";
import { evaluate } from "../../src/plan/expression.ts";
import { temporaryFolder } from "../git/rig.ts";

export const executor = commandExecutor();
afterAll(() => executor.close());

export const keeper: Gatekeeper = gatekeeper({ executor, evaluate });

type Without<Type> = Type extends unknown ? Omit<Type, "id"> : never;
export type Asked = Without<Check>;

let gates = 0;

/** A gate with checks by their ids, over a folder. Each has a run of its own, so that no markers are shared. */
export function gateOrder(
  dir: string,
  checks: Readonly<Record<string, Asked>>,
  more: Partial<GateOrder> = {},
): GateOrder {
  const gate: Gate = {
    checks: Object.entries(checks).map(([id, check]) => ({ id, ...check })),
  };
  return {
    run: `r-${process.pid}-${++gates}`,
    phase: "build",
    round: 1,
    planSha256: "ab".repeat(32),
    gate,
    dir,
    folder: join(temporaryFolder(), "gates", "build@1"),
    artifacts: [],
    scope: { params: {}, artifacts: {}, outputs: {}, tasks: {}, inputs: {} },
    env: { PATH: process.env["PATH"]!, HOME: dirname(dir) },
    steering: [],
    ...more,
  };
}

export const check = (order: GateOrder): Promise<Evidence> =>
  keeper.check(order, new AbortController().signal);

/** What each check came to: its text, and a `✗` before it where it has not passed. */
export const verdicts = (evidence: Evidence): Record<string, string> =>
  Object.fromEntries(
    evidence.checks.map(({ id, passed, text }) => [id, passed ? text : `✗ ${text}`]),
  );

export const resultOf = (evidence: Evidence, id: string): CheckResult =>
  evidence.checks.find((each) => each.id === id)!;

export const run = (text: string, more: object = {}): Asked => ({
  type: "run",
  run: text,
  timeoutMs: 60_000,
  ...more,
});

export const that = (source: string): Asked => ({ type: "that", source });

export function writeAll(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
}
