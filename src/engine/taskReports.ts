import { isAbsolute, relative } from "node:path";
import type { JsonValue } from "../core/artifact.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { reportOf } from "../core/summaries.ts";
import type { TaskReport } from "../gates/port.ts";

/** What the agents of a phase have said of their tasks, for checks of its gate. Those that were passed over say nothing. */
export const taskReports = (run: Run, phase: PhaseState): TaskReport[] =>
  phase.tasks
    .filter(({ spec, status }) => spec.kind === "agent" && status !== "skipped")
    .map((task) => taskReport(run, task));

function taskReport(run: Run, task: TaskState): TaskReport {
  const { spec, status, message } = task;
  const report = reportOf(task);
  const handedIn = artifactsOf(run, task);
  const named = [...(report?.files ?? []), ...handedIn.flatMap(filesIn)];
  return {
    task: spec.id,
    ...(report ? { status: report.status, summary: report.summary } : {}),
    ...(status === "completed" ? {} : { failure: message ?? status }),
    files: [...new Set(named.map((each) => asNamed(each, foldersOf(run, task))))],
    errors: handedIn.flatMap(errorsIn),
  };
}

/** The values of what it handed on last. */
function artifactsOf(run: Run, task: TaskState): JsonValue[] {
  const values: JsonValue[] = [];
  for (const versions of run.artifacts.values()) {
    const newest = versions.findLast((each) => !each.undone);
    if (newest?.task === task) values.push(newest.artifact.value);
  }
  return values;
}

const member = (value: JsonValue, name: string): JsonValue | undefined =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Readonly<Record<string, JsonValue>>)[name]
    : undefined;

/** `files: [path]` or `files: [{ path }]`, as artifacts usually have them. */
function filesIn(value: JsonValue): string[] {
  const files = member(value, "files");
  return (Array.isArray(files) ? files : []).flatMap((each: JsonValue) => {
    const path = typeof each === "string" ? each : (member(each, "path") ?? member(each, "file"));
    return typeof path === "string" ? [path] : [];
  });
}

/** `error` that says something, or `errors: […]` that is not empty. */
function errorsIn(value: JsonValue): string[] {
  const one = member(value, "error");
  const several = member(value, "errors");
  const found = [
    ...(one === undefined || one === null || one === false || one === "" ? [] : [one]),
    ...(Array.isArray(several) ? (several as readonly JsonValue[]) : []),
  ];
  return found.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
}

/** Where the task worked, innermost first: agents also name files by their whole paths. */
const foldersOf = (run: Run, { workspace, phase }: TaskState): string[] =>
  [workspace?.cwd, phase.workspace?.cwd, run.source.dir].filter((each) => each !== undefined);

/** Relative to the plan's folder, and without the line that agents put behind. */
function asNamed(path: string, folders: readonly string[]): string {
  const bare = path.trim().replace(/(?::\d+(?:[-:]\d+)?|#L\d+(?:-L?\d+)?)$/, "");
  if (!isAbsolute(bare)) return bare;
  const within = folders.map((each) => relative(each, bare)).find((each) => !each.startsWith(".."));
  return within ?? bare;
}
