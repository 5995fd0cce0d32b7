import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import type { Plan } from "../../src/core/plan.ts";
import { parsePlan, readPlan } from "../../src/plan/readPlan.ts";
import type { PlanReading, ReadOptions } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";

/** How often a property is tried; set PAWL_TEST_RUNS for a long look. */
export const RUNS = Number(process.env["PAWL_TEST_RUNS"] ?? 200);

/** "held", or the smallest value for which a property did not hold, and how it failed. */
export function everyTime<T>(
  values: fc.Arbitrary<T>,
  check: (value: T) => unknown,
  runs = RUNS,
): string {
  const property = fc.property(values, (value) => {
    check(value);
  });
  const details = fc.check(property, { numRuns: runs });
  if (!details.failed) return "held";
  return `${fc.defaultReportMessage(details)}\n${String(details.errorInstance)}`;
}

/** What a person reads of a plan: its errors and warnings, or the word "fine". */
export function told(text: string, path = "plan.yaml"): string {
  const { diagnostics, text: shown } = parsePlan(text, { path });
  return diagnostics.length === 0 ? "fine" : formatDiagnostics(diagnostics, shown);
}

/** A plan with this as its phases. */
export const plan = (phases: string): string => `pawl: 1\nname: a plan\nphases:\n${phases}`;

/** A folder with files in it, and what is read of plans there; it is gone after the tests. */
export class PlanFolder {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), "pawl-plan-")));

  /** Whatever repository the folder of temporary files is in, this is one of its own. */
  constructor() {
    mkdirSync(join(this.path, ".git"));
  }

  write(files: Readonly<Record<string, string | Buffer>>): this {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), content);
    }
    return this;
  }

  read(text: string, options: ReadOptions = { lookForCommands: false }): Promise<PlanReading> {
    this.write({ "plan.yaml": text });
    return readPlan(join(this.path, "plan.yaml"), options);
  }

  /** The plan that a text says; it must be in order. */
  async plan(text: string): Promise<Plan> {
    const { plan: made, diagnostics } = await this.read(text);
    if (!made || diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics));
    return made;
  }

  /** What a person reads of a plan there. */
  async told(text: string, options?: ReadOptions): Promise<string> {
    const { diagnostics, text: shown, texts } = await this.read(text, options);
    if (diagnostics.length === 0) return "fine";
    const told = formatDiagnostics(diagnostics, shown, texts ? { texts } : {});
    return told.replaceAll(`${this.path}/`, "");
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}
