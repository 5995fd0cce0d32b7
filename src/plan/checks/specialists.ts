import { writtenTasks } from "../build/draft.ts";
import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { asList, asMap, get } from "../syntax/tree.ts";

/** Rules that fit nothing, and specialists whom no task needs. */
export function checkSpecialists({ specialists, phases }: Draft, findings: Findings): void {
  if (!specialists) return;
  for (const item of asList(get(specialists, "rules"))?.items ?? []) {
    const rule = asMap(item);
    if (!rule || [get(rule, "files"), get(rule, "words")].some(isFilled)) continue;
    const hint = "such as files: [src/ui/**], or words: [checkout]";
    findings.error(
      item,
      "empty-rule",
      "this rule fits no task",
      `give it "files" or "words": ${hint}`,
    );
  }
  const tasks = phases.flatMap((phase) => writtenTasks(phase)).map(({ task }) => task);
  if (tasks.some((task) => task.kind === "agent" && task.routed) || findings.errors > 0) return;
  const message = '"specialists" do the tasks that name no agent, and every task names one';
  findings.warn(specialists, "misplaced-key", message);
}

const isFilled = (node: ReturnType<typeof get>): boolean => (asList(node)?.items.length ?? 0) > 0;
