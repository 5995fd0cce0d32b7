import type { Event } from "./events.ts";
import type { StageState } from "./pipeline.ts";
import { classify } from "./recount.ts";
import type { Run } from "./run.ts";
import { findTask } from "./run.ts";

type StageEvent = Extract<Event, { type: "stage-entered" | "flag-raised" }>;

/** A task goes on to a stage, or back to one; or a person is to answer first. */
export function foldStage(run: Run, event: StageEvent): void {
  const task = findTask(run, event.phase, event.task);
  if (event.type === "flag-raised") {
    task.status = "blocked";
    task.ready = false;
    task.flags = [event.flag];
    run.blocked.add(task);
    return;
  }
  const { stage: name, back, because, warning } = event;
  const before = task.stage;
  const sentBack = back ? { [back]: (before?.sentBack[back] ?? 0) + 1 } : {};
  task.stage = {
    name,
    sentBack: { ...before?.sentBack, ...sentBack },
    warnings: [...(before?.warnings ?? []), ...(warning === undefined ? [] : [warning])],
    ...(because === undefined ? {} : { because }),
    ...(before && name !== "write-test" ? provenBy(before) : {}),
  };
  task.status = "pending";
  task.verdict = undefined;
  task.retry = undefined;
  task.tries = 0;
  task.lost = 0;
  task.lastSignature = undefined;
  run.undecided.delete(task);
  run.resting.delete(task);
  classify(run, task);
}

/** What was seen to fail counts until a test is written anew. */
const provenBy = ({ proof, tests }: StageState): Pick<StageState, "proof" | "tests"> => ({
  ...(proof === undefined ? {} : { proof }),
  ...(tests ? { tests } : {}),
});
