import type { TaskReport } from "../port.ts";
import { inside } from "../inside.ts";
import { inShort } from "../inShort.ts";
import type { CheckContext, Found } from "./context.ts";

/** Each task of an agent's must have named files, and each file that it named must be there. */
export async function filesFoundCheck({ order, place }: CheckContext): Promise<Found> {
  const { reports = [] } = order;
  if (reports.length === 0) return NOBODY;
  const problems: string[] = [];
  let count = 0;
  for (const { task, files } of reports) {
    const missing: string[] = [];
    for (const name of files)
      if ((await inside(place.room, name).catch(() => undefined)) === undefined) missing.push(name);
    count += files.length;
    if (files.length === 0) problems.push(`${task} names none`);
    else if (missing.length > 0)
      problems.push(
        `${task} names ${inShort(missing)}, which ${missing.length > 1 ? "are" : "is"} not there`,
      );
  }
  if (problems.length > 0)
    return { passed: false, text: `missing required files: ${problems.join("; ")}` };
  const tasks = reports.map(({ task }) => task);
  return { passed: true, text: `${count} files named by ${inShort(tasks)} are there` };
}

/** No task of an agent's may have failed, nor say of itself or in what it handed in that something went wrong. */
export function noErrorsCheck({ order }: CheckContext): Found {
  const { reports = [], phase } = order;
  if (reports.length === 0) return NOBODY;
  const problems = reports.flatMap((each) => errorsOf(each).map((why) => `${each.task}: ${why}`));
  if (problems.length > 0)
    return { passed: false, text: `errors during ${phase}: ${problems.join("; ")}` };
  const tasks = reports.map(({ task }) => task);
  return { passed: true, text: `${inShort(tasks)} tell of no error` };
}

const NOBODY: Found = { passed: false, text: "no agent of the phase has reported anything" };

function errorsOf({ failure, status, summary, errors }: TaskReport): readonly string[] {
  if (failure !== undefined) return [failure];
  if (status === undefined) return ["it has not reported"];
  if (status !== "success") return [`${status}: ${summary ?? "it says no more"}`];
  return errors;
}
