/** Identifiers are branded strings, so that a task's id cannot be passed where a phase's is meant. */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type RunId = Branded<"run">;
export type PhaseId = Branded<"phase">;
export type TaskId = Branded<"task">;

/** `phase/task`: the address of a task within its run. */
export type TaskAddress = Branded<"task-address">;

/** What every id must match. It starts with a letter, so an id is never `.` or `..` as a file name. */
export const ID_PATTERN = /^[A-Za-z_][A-Za-z0-9_.-]*$/;

export const runId = (text: string): RunId => text as RunId;
export const phaseId = (text: string): PhaseId => text as PhaseId;
export const taskId = (text: string): TaskId => text as TaskId;

export const taskAddress = (phase: PhaseId, task: TaskId): TaskAddress =>
  `${phase}/${task}` as TaskAddress;
