import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { hasErrors } from "../../plan/diagnostic.ts";
import { seedValidation } from "../../plan/seedValidation.ts";
import type { Options } from "../declared.ts";
import { checkPlan, explain, notesOf } from "../planReading.ts";
import type { Checked } from "../planReading.ts";
import { plannedRoutes, routeLines } from "../plannedRoutes.ts";
import { printJson, printLine, printLines } from "../print.ts";

/** `pawl validate PLAN`: everything that is wrong with it, at once. Exit 0 or 2. */
export async function validate(args: readonly string[], options: Options): Promise<ExitStatus> {
  const path = args[0]!;
  const checked = await checkPlan(path, options, false);
  const valid = !hasErrors(checked.diagnostics);
  if (options["format"] === "seed") return validateForSeed(checked, valid);
  const { notes, plan } = checked.reading;
  const routes = options["explain"] && plan ? plannedRoutes(plan) : undefined;
  if (options["json"]) {
    const more = { ...(notes ? { notes } : {}), ...(routes ? { routes } : {}) };
    printJson({ plan: path, valid, diagnostics: checked.diagnostics, ...more });
  } else {
    printText(path, checked);
    if (routes) printLines(["", ...routeLines(routes)]);
  }
  return valid ? EXIT.completed : EXIT.usage;
}

/** One document for programs; why something is false is said on stderr. */
function validateForSeed(checked: Checked, valid: boolean): ExitStatus {
  const found = seedValidation(checked.reading.phases);
  const good = valid && Object.values(found).every(Boolean);
  printJson(found);
  if (!good) process.stderr.write(`${explain(checked, process.stderr)}\n`);
  return good ? EXIT.completed : EXIT.usage;
}

function printText(path: string, checked: Checked): void {
  const { diagnostics, reading } = checked;
  if (diagnostics.length > 0) printLine(`${explain(checked, process.stdout)}\n`);
  const errors = diagnostics.filter((each) => each.severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [count(errors, "error"), count(warnings, "warning")].filter(Boolean).join(", ");
  const phases = reading.plan?.phases ?? [];
  const tasks = phases.reduce((sum, each) => sum + each.tasks.length, 0);
  const size = `${count(phases.length, "phase")}, ${count(tasks, "task")}`;
  if (errors === 0 && reading.notes) printLine(notesOf(checked));
  if (errors > 0) printLine(`${path}: ${counts}`);
  else printLine(`${path} is valid: ${size}${warnings > 0 ? `; ${counts}` : ""}`);
}

const count = (number: number, word: string): string =>
  number === 0 ? "" : `${number} ${word}${number === 1 ? "" : "s"}`;
