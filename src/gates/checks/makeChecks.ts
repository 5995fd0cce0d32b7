import { rm, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { Check, CheckResult } from "../../core/gate.ts";
import { inside } from "../inside.ts";
import type { Workplace } from "../workplace.ts";
import { make } from "./context.ts";
import type { CheckContext, CheckOf } from "./context.ts";
import { coverageCheck } from "./coverage.ts";
import { filesCheck } from "./files.ts";
import { guardCheck } from "./guard.ts";
import { filesFoundCheck, noErrorsCheck } from "./reports.ts";
import { runChecks } from "./runs.ts";
import { thatCheck } from "./that.ts";

/** Makes all checks of a gate; gives what came of each in the order of the plan. */
export async function makeChecks(context: CheckContext): Promise<CheckResult[]> {
  const { checks } = context.order.gate;
  const of = <Type extends Check["type"]>(type: Type): CheckOf<Type>[] =>
    checks.filter((each): each is CheckOf<Type> => each.type === type);
  const made: CheckResult[] = [];
  const reports = await removeReports(context.place, of("coverage"));
  made.push(...(await runChecks(of("run"), context, reports)));
  for (const each of of("files")) made.push(await make(each, () => filesCheck(each, context)));
  for (const each of of("files-found")) made.push(await make(each, () => filesFoundCheck(context)));
  for (const each of of("no-errors"))
    made.push(await make(each, () => Promise.resolve(noErrorsCheck(context))));
  for (const each of of("coverage"))
    made.push(await make(each, () => coverageCheck(each, context)));
  for (const each of of("guard")) made.push(await make(each, () => guardCheck(each, context)));
  const before = [...made];
  for (const each of of("that"))
    made.push(await make(each, () => thatCheck(each, context, before)));
  return checks.map(({ id }) => made.find((each) => each.id === id)!);
}

/**
 * Takes reports away that were there before, so that what is read was written by a check.
 * @returns their paths relative to the uppermost folder, as git names them
 */
async function removeReports(
  { room }: Workplace,
  checks: readonly CheckOf<"coverage">[],
): Promise<Set<string>> {
  const paths = new Set<string>();
  for (const { report } of checks) {
    // One that leads out is told by its own check.
    const path = await inside(room, report).catch(() => undefined);
    if (path === undefined || !(await stat(path)).isFile()) continue;
    await rm(path);
    paths.add(relative(room.top, path));
  }
  return paths;
}
