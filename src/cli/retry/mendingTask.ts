import type { Pipeline } from "../../core/pipeline.ts";
import { onlyChecks } from "../../core/stages.ts";
import { PawlError } from "../../core/error.ts";
import { taskId } from "../../core/ids.ts";
import type { Task } from "../../core/plan.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { branchOf, conflictsOf } from "../../views/worktrees.ts";

const MOST_FILES = 50;

/**
 * The task of an agent that mends the merge of a phase. It goes through the same reviews as the phase's other tasks.
 * @param agent by its name in the plan
 */
export function mendingTask(run: Run, phase: PhaseState, agent: string): Task {
  const known = Object.keys(run.plan.agents ?? {});
  if (!known.includes(agent))
    throw new PawlError(
      "usage",
      known.length === 0
        ? `--resolve: the plan has no agents; mend the merge in pawl shell ${run.id} ${phase.spec.id}`
        : `--resolve: the plan has no agent "${agent}"; there are ${known.join(", ")}`,
    );
  // Checks are of one task: what the merge must pass is the phase's test.
  const found = phase.tasks.flatMap(({ spec }) => spec.pipeline ?? []);
  const pipeline = found.find((each) => !onlyChecks(each));
  return {
    kind: "agent",
    id: freeId(phase),
    agent,
    dependsOn: [],
    description: `Merge of ${phase.spec.id} into ${branchOf(run) ?? "its branch"}`,
    prompt: promptOf(run, phase),
    acceptance: [
      "No conflict marks are left",
      "What both sides changed is kept, and nothing beyond that is changed",
    ],
    mendsMerge: true,
    ...(pipeline ? { pipeline: ofMerge(pipeline) } : {}),
  };
}

function ofMerge(given: Pipeline): Pipeline {
  const { check: _, ...pipeline } = given;
  return { ...pipeline, tdd: false, withoutTdd: "it mends a merge" };
}

function freeId({ tasks }: PhaseState): Task["id"] {
  const taken = new Set<string>(tasks.map((each) => each.spec.id));
  for (let number = 1; ; number++) {
    const id = number === 1 ? "mend-merge" : `mend-merge-${number}`;
    if (!taken.has(id)) return taskId(id);
  }
}

function promptOf(run: Run, phase: PhaseState): string {
  const files = conflictsOf(phase);
  const more = files.length - MOST_FILES;
  return [
    `The work of phase ${phase.spec.id} cannot be merged into ${branchOf(run) ?? "its branch"}: both changed the same places. The merge is in your working folder, with conflict marks in these files:`,
    "",
    ...files.slice(0, MOST_FILES).map((each) => `- ${each}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    "",
    "Mend it: keep what both sides meant, take out all conflict marks, and see that the project's tests pass. Change nothing that the merge does not need. Do not commit: that is done for you.",
  ].join("\n");
}
