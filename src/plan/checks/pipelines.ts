import { writtenTasks } from "../build/draft.ts";
import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";

/** What is said of stages that no task goes through, or that nobody can judge. */
export function checkPipelines({ phases, models }: Draft, findings: Findings): void {
  const tasks = phases.flatMap((phase) => writtenTasks(phase));
  if (models && !tasks.some((task) => task.pipeline)) {
    const message = '"models" names models for stages, and no task goes through any';
    const hint = 'give agents a "model", or the tasks a "pipeline"';
    findings.warn(models, "misplaced-key", message, hint);
  }
  for (const { task, pipeline } of tasks) {
    if (!pipeline || task.kind !== "agent") continue;
    const { reviewSpec, reviewQuality, test } = pipeline.pipeline;
    if (reviewSpec === undefined && reviewQuality === undefined && !test) {
      const message = "this pipeline neither tests nor reviews anything";
      findings.warn(pipeline.at, "empty-pipeline", message, 'add "test", or leave it out');
    }
  }
}
