import type { Event, Recorded } from "../../core/events.ts";
import type { PhaseState, Run, TaskState, TaskStatus } from "../../core/run.ts";
import type { Flag } from "../../core/report.ts";
import type { TaskCommit } from "../../core/workspace.ts";
import { oneLine } from "../safeText.ts";
import { nameOfPhase } from "./names.ts";

/** How many tests passed in an attempt in which Pawl ran the task's tests, where that can be told. */
export type TestsIn = (task: TaskState, attempt: number) => number | undefined;

/** What the journal says of a task and the run does not hold. */
interface Facts {
  commit: TaskCommit | undefined;
  /** The attempt in which Pawl last ran its tests. */
  tested: number | undefined;
  flags: string[];
  /** It has settled: what comes after that is another time that it is done. */
  over: boolean;
}

const nothing = (): Facts => ({ commit: undefined, tested: undefined, flags: [], over: false });

/** What seed 003 prints as it goes. A fold of the journal. */
export class SeedOutputs {
  readonly #facts = new Map<string, Facts>();
  readonly #testsIn: TestsIn;

  constructor(testsIn: TestsIn) {
    this.#testsIn = testsIn;
  }

  /**
   * The lines that an event is told with; none for most.
   * @param run the run with the event folded in, and maybe later ones
   */
  add({ event }: Recorded, run: Run): string[] {
    if (!("phase" in event)) return [];
    const phase = run.phaseById.get(event.phase)!;
    if (event.type === "phase-completed") return [completeLine(run, phase)];
    if (event.type === "phase-skipped")
      return phase.tasks.flatMap((each) => this.#endOf(each, each.status));
    if (!("task" in event) || typeof event.task !== "string") return [];
    const task = phase.tasks.find((each) => each.spec.id === event.task);
    return task ? this.#ofTask(event, task) : [];
  }

  /** All that has come of the run so far, in plan order: what was undone is not told. */
  all(run: Run): string[] {
    return run.phases.flatMap((phase) => [
      ...phase.tasks.flatMap((each) => this.#linesOf(each)),
      ...(phase.status === "completed" ? [completeLine(run, phase)] : []),
    ]);
  }

  #ofTask(event: Event, task: TaskState): string[] {
    const facts = this.#factsOf(task);
    switch (event.type) {
      case "attempt-started":
        if (facts.over) Object.assign(facts, nothing());
        if (event.stage === "green") facts.tested = event.attempt;
        return [];
      case "commit-made":
        facts.commit = event;
        return [];
      case "stage-entered":
        return event.warning === undefined ? [] : warned(facts, task, event.warning);
      case "flag-raised":
        return [...remember(facts, [ofFlag(task, event.flag)]), statusLine(task, "FLAG")];
      case "attempt-failed": {
        if (event.failure.class !== "blocked") return [];
        const flags = (event.account?.flags ?? []).map((each) => ofFlag(task, each));
        return [...remember(facts, flags), statusLine(task, "FLAG")];
      }
      case "flag-answered":
        facts.flags = [];
        return [];
      case "task-completed": {
        facts.over = true;
        const flags = warned(facts, task, event.warning ?? "");
        return [...flags, ...this.#endOf(task, "completed")];
      }
      case "task-failed":
      case "task-cancelled":
      case "task-skipped":
        facts.over = true;
        return this.#endOf(task, ENDS[event.type]);
      default:
        return [];
    }
  }

  /** How it stands, for somebody who has not read along. */
  #linesOf(task: TaskState): string[] {
    const { flags } = this.#factsOf(task);
    const end = this.#endOf(task, task.status);
    return end.length === 0 && flags.length === 0 ? [] : [...flags, ...end];
  }

  #endOf(task: TaskState, status: TaskStatus): string[] {
    switch (status) {
      case "completed":
        return [...this.#doneBlock(task), statusLine(task, "DONE")];
      case "failed":
      case "cancelled":
        return [statusLine(task, "FAILED")];
      case "skipped":
        return [statusLine(task, "SKIPPED")];
      case "blocked":
        return [statusLine(task, "FLAG")];
      case "pending":
      case "waiting":
      case "running":
        return [];
    }
  }

  #doneBlock(task: TaskState): string[] {
    const { commit, tested } = this.#factsOf(task);
    const passed = tested === undefined ? undefined : this.#testsIn(task, tested);
    const files = commit?.files ?? [];
    return [
      `TASK_DONE: ${task.spec.id}`,
      ...(commit ? [`Files: ${files.length === 0 ? "none" : files.map(oneLine).join(", ")}`] : []),
      ...(passed === undefined ? [] : [`Tests: ${passed} passed`]),
      ...(commit?.commit === undefined ? [] : [`Commit: ${commit.commit}`]),
    ];
  }

  #factsOf({ address }: TaskState): Facts {
    let facts = this.#facts.get(address);
    if (!facts) this.#facts.set(address, (facts = nothing()));
    return facts;
  }
}

const ENDS = {
  "task-failed": "failed",
  "task-cancelled": "cancelled",
  "task-skipped": "skipped",
} as const;

const WARNING = "code_review_exhausted";

/** A review that was not content in the end. Where a commit follows, its stage is told of it, and the end once more. */
function warned(facts: Facts, task: TaskState, warning: string): string[] {
  const at = warning.indexOf(`${WARNING}: `);
  if (at === -1) return [];
  const line = flagLine(task, WARNING, warning.slice(at + WARNING.length + 2));
  return facts.flags.includes(line) ? [] : remember(facts, [line]);
}

function remember(facts: Facts, lines: string[]): string[] {
  facts.flags.push(...lines);
  return lines;
}

const statusLine = (task: TaskState, word: "DONE" | "FLAG" | "SKIPPED" | "FAILED"): string =>
  `TASK_STATUS: ${task.spec.id} ${word}`;

const completeLine = (run: Run, phase: PhaseState): string =>
  `PHASE_COMPLETE: ${nameOfPhase(run, phase)}`;

const ofFlag = (task: TaskState, { type, text }: Flag): string => flagLine(task, type, text);

/** The bars tell its parts apart: none may be in the first two. */
const flagLine = (task: TaskState, type: string, text: string): string =>
  `FLAG: ${oneLine(type).replaceAll("|", "/")} | ${task.spec.id} | ${oneLine(text)}`;
