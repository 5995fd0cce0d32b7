import { EXIT, PawlError } from "../core/error.ts";
import type { Place } from "../core/place.ts";
import { isSamePlace } from "../core/place.ts";
import type { AttemptState, Run, TaskState } from "../core/run.ts";

/** Hosts that a person says are dead, by their names, or all but this one. */
export type DeadHosts = readonly string[] | "all";

/** Tasks whose attempts are under way where this driver cannot look. */
export const tasksElsewhere = (run: Run, here: Place): TaskState[] =>
  [...run.underway].filter((each) => !isSamePlace(attemptOf(each), here));

/** The attempt of a task that has one under way. */
export const attemptOf = (task: TaskState): AttemptState => task.attempts.at(-1)!;

/** Whether a person has said that the attempt's machine is dead. */
export const isGivenUpFor = (attempt: Place, dead: DeadHosts | undefined): boolean =>
  dead === "all" || (dead?.some((each) => each === attempt.host) ?? false);

/** A name that no attempt of the run was ever on is a slip, and must not be taken for an answer. */
export function checkDeadHosts(run: Run, dead: DeadHosts | undefined): void {
  if (dead === undefined || dead === "all") return;
  const hosts = new Set(run.tasks.flatMap((each) => each.attempts.map(({ host }) => host)));
  const slip = dead.find((each) => !hosts.has(each));
  if (slip === undefined) return;
  const known = [...hosts].filter((each) => each !== undefined);
  const there = known.length > 0 ? `; it has had some on ${known.join(", ")}` : "";
  throw new PawlError("refused", `run ${run.id} has had no attempt on a host "${slip}"${there}`);
}

/** Said when nothing is left to do but what is under way elsewhere. */
export function attemptsElsewhere(run: Run, here: Place): PawlError {
  const tasks = tasksElsewhere(run, here);
  const hosts = [...new Set(tasks.map((each) => attemptOf(each).host ?? "another host"))];
  const command = run.abortRequested ? "abort" : "resume";
  const what = run.abortRequested ? "has still to cancel" : "waits for";
  return new PawlError(
    "attempts-elsewhere",
    `run ${run.id} ${what} ${list(tasks, here)}; nothing else is left to do here. ` +
      `There, pawl ${command} ${run.id} takes it up. If ${hosts.join(" and ")} will not come back: ` +
      hosts.map((each) => `pawl resume ${run.id} --host-is-dead ${each}`).join(", then "),
    { exit: EXIT.blocked },
  );
}

function list(tasks: readonly TaskState[], here: Place): string {
  const shown = tasks.slice(0, SHOWN).map((each) => described(each, here));
  if (tasks.length > SHOWN) shown.push(`${tasks.length - SHOWN} more`);
  return shown.join(", ");
}

function described(task: TaskState, here: Place): string {
  const { number, host, startedAt } = attemptOf(task);
  const folder = host === here.host ? ", in another state folder" : "";
  const since = new Date(startedAt).toISOString().replace(/\.\d+Z$/, "Z");
  return `${task.address} (attempt ${number}, on ${host ?? "another host"}${folder} since ${since})`;
}

const SHOWN = 5;
