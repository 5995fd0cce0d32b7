import type { Plan } from "../../core/plan.ts";
import { onlyChecks } from "../../core/stages.ts";
import { isSeed000 } from "../seed000.ts";

/** Whether a plan's runs are what seed 003 is about: worktrees, stages, or its status files. Others are seed 000's, or 004's. */
export const isSeed003 = (plan: Plan): boolean =>
  plan.format === "pawl" &&
  !isSeed000(plan) &&
  (plan.mirror?.status !== undefined ||
    plan.workspace?.mode === "worktree" ||
    plan.phases.some(
      (phase) =>
        phase.workspace === "worktree" ||
        phase.tasks.some((each) => each.pipeline && !onlyChecks(each.pipeline)),
    ));
