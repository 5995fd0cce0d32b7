import type { Span } from "../diagnostic.ts";
import type { Expression } from "../expression.ts";
import type { Reference } from "../expressionReferences.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { Site } from "./expressions.ts";

/** What a task's status can be once it has settled. */
const STATUSES = ["completed", "failed", "skipped", "cancelled"];

/** Words of other tools, and what they are called here. */
const OTHER_WORDS: ReadonlyMap<string, string> = new Map([
  ...["success", "succeeded", "successful", "passed", "done", "ok", "complete"].map(
    (word) => [word, "completed"] as const,
  ),
  ...["failure", "error", "errored"].map((word) => [word, "failed"] as const),
]);

/** Checks `params.x`. Says up to where the expression's text has been dealt with. */
export function checkParam(
  reference: Reference,
  source: string,
  site: Site,
  findings: Findings,
): number {
  const names = Object.keys(site.draft.plan.params);
  const [step] = reference.path;
  if (step?.name === undefined || names.includes(step.name)) return 0;
  const dashed = checkDashes(reference, 0, source, names, site, findings);
  if (dashed > 0) return dashed;
  const message = `the plan has no parameter ${quoted(step.name)}`;
  const hint = (): string | undefined =>
    names.length === 0
      ? 'it has none; they are declared under "params"'
      : didYouMean(step.name!, names, "it has");
  findings.error(site.place(step.at), "unknown-param", message, hint);
  return 0;
}

/** Checks `outputs["x"].y` and `tasks["x"].status`. Says up to where the expression's text has been dealt with. */
export function checkTaskReference(
  reference: Reference,
  { source, comparisons }: Expression,
  site: Site,
  findings: Findings,
): number {
  const { root, path, at } = reference;
  const { task, upstream } = site;
  // A gate comes after all of its phase's tasks.
  if (!upstream) {
    const message = `${quoted(root)} can be read only by a task, in its own "env" and "when"`;
    findings.error(
      site.place({ start: at.start, end: at.start + root.length }),
      "unknown-name",
      message,
    );
    return 0;
  }
  const [step] = path;
  if (step?.name === undefined) return 0;
  const { name } = step;
  const place = (): Span => site.place(step.at);
  if (!upstream.item(name)) {
    const dashed = checkDashes(reference, 0, source, upstream.names, site, findings);
    if (dashed > 0) return dashed;
    const hint = (): string | undefined =>
      didYouMean(
        name,
        upstream.names.filter((each) => each !== task?.name),
        "its tasks",
      );
    findings.error(place(), "unknown-task", `the phase has no task ${quoted(name)}`, hint);
  } else if (name === task?.name) {
    findings.error(
      place(),
      "not-upstream",
      `${quoted(name)} cannot read its own ${root === "outputs" ? "outputs" : "status"}`,
    );
  } else if (task && !upstream.waits(task.name, name)) {
    const message = `${quoted(task.name)} does not wait for ${quoted(name)}, so it cannot read its ${root === "outputs" ? "outputs" : "status"}`;
    findings.error(place(), "not-upstream", message, `add ${quoted(name)} to its "depends_on"`);
  } else {
    const upTo = checkMember(reference, source, site, findings);
    if (upTo > 0) return upTo;
  }
  for (const comparison of comparisons) {
    if (comparison.reference === reference) checkStatus(comparison, site, findings);
  }
  return 0;
}

/** What is taken of a task: its status, or an output that it promises. */
function checkMember(reference: Reference, source: string, site: Site, findings: Findings): number {
  const { root, path } = reference;
  const [step, member] = path;
  if (member?.name === undefined) return 0;
  const { name } = member;
  const of = quoted(step!.name!);
  const place = site.place(member.at);
  if (root === "tasks") {
    if (name !== "status")
      findings.error(place, "unknown-name", `the task ${of} has a "status", and nothing else`);
    return 0;
  }
  const promised = site.upstream!.item(step!.name!)?.task.outputs;
  if (!promised || promised.includes(name)) return 0;
  const dashed = checkDashes(reference, 1, source, promised, site, findings);
  if (dashed > 0) return dashed;
  const hint = (): string | undefined => didYouMean(name, promised, "it promises");
  findings.error(
    place,
    "unknown-output",
    `the task ${of} promises no output ${quoted(name)}`,
    hint,
  );
  return 0;
}

/** `tasks["x"].status == "success"` would never be true. */
function checkStatus(
  { reference, literal, at }: Expression["comparisons"][number],
  site: Site,
  findings: Findings,
): void {
  if (
    reference.root !== "tasks" ||
    reference.path[1]?.name !== "status" ||
    reference.path.length !== 2
  )
    return;
  if (STATUSES.includes(literal)) return;
  const meant = OTHER_WORDS.get(literal.toLowerCase());
  const message = `the status of a task is never ${quoted(literal)}`;
  const hint = (): string | undefined =>
    meant === undefined
      ? didYouMean(literal, STATUSES, "it is one of")
      : `did you mean "${meant}"?`;
  findings.error(site.place(at), "unknown-status", message, hint);
}

/** `outputs.my-task.v` subtracts; a name with dashes needs brackets. Says up to where the name goes. */
export function checkDashes(
  { path, at }: Reference,
  index: number,
  source: string,
  names: readonly string[],
  site: Site,
  findings: Findings,
): number {
  const step = path[index]!;
  const { start } = step.at;
  const rest = /^[A-Za-z0-9_.-]*/.exec(source.slice(start))![0];
  if (!rest.startsWith(`${step.name}-`)) return 0;
  const meant = names.find(
    (name) => name.includes("-") && (rest === name || rest.startsWith(`${name}.`)),
  );
  if (meant === undefined) return 0;
  const end = start + meant.length;
  const before = source.slice(at.start, start).replace(/\.$/, "");
  const message = `"-" subtracts here: ${before}.${meant} is not read as one name`;
  findings.error(
    site.place({ start, end }),
    "dash-in-name",
    message,
    `write ${before}["${meant}"]`,
  );
  return end;
}
