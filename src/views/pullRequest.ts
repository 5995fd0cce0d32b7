import type { Landing } from "../core/workspace.ts";
import type { PhaseState, Run, TaskState } from "../core/run.ts";
import { shortDigest } from "./approving.ts";
import { cutLine } from "./cutLine.ts";
import { markdownText } from "./markdownText.ts";
import { oneLine } from "./safeText.ts";
import { plural, taskLabel } from "./words.ts";
import { mergedOf } from "./worktrees.ts";

/** What is told of a run where its branch is offered to others. */
export interface PullRequest {
  /** One line. */
  readonly title: string;
  /** Markdown, in which nothing that a task wrote mentions anybody, closes anything or draws. */
  readonly body: string;
}

/** Git shows no more of a commit's first line, and most hosts take the title for it. */
const TITLE_LENGTH = 72;

/** The text of a pull request for what a run has merged into its branch; undefined where that is nothing. */
export function pullRequest(run: Run): PullRequest | undefined {
  const merged = mergedOf(run);
  if (!merged) return undefined;
  const landings = run.integration.landings;
  const parts = [
    `${plural(landings.length, "phase")}, ${plural(merged.commits, "commit")}, made by run \`${run.id}\` of ${markdownText(run.plan.name)}; ${shortDigest(merged.from)}..${shortDigest(merged.to)}.`,
    ...landings.map(({ phase, landing }) => phaseText(phase, landing)),
    ...leftOut(run),
  ];
  return { title: cutLine(oneLine(run.plan.name), TITLE_LENGTH), body: `${parts.join("\n\n")}\n` };
}

function phaseText(phase: PhaseState, landing: Landing): string {
  const { title, id } = phase.spec;
  const isMerged = landing.commit !== landing.from;
  const tasks = phase.tasks.filter(({ status }) => status === "completed");
  const heading = `## ${markdownText(title ?? id)}`;
  const merge = isMerged ? `Merged as ${shortDigest(landing.commit)}.` : "It changed nothing.";
  return [heading, bullets(tasks.flatMap(taskLines)), merge, ...checksOf(phase)]
    .filter((each) => each !== "")
    .join("\n\n");
}

function taskLines(task: TaskState): string[] {
  const { commit, files = [] } = task.commit ?? {};
  const made =
    commit === undefined ? "" : ` (${shortDigest(commit)}, ${plural(files.length, "file")})`;
  const known = [
    ...(task.warning === undefined ? [] : [task.warning]),
    ...(task.stage?.warnings ?? []),
    ...(task.commit?.notes ?? []),
  ];
  return [`- ${nameOf(task)}${made}`, ...known.map((each) => `  - ${markdownText(each)}`)];
}

function nameOf({ spec }: TaskState): string {
  const description = spec.description === undefined ? "" : `: ${markdownText(spec.description)}`;
  return `\`${spec.id}\`${description}`;
}

/** What the gate of the phase looked at on exactly this merge. */
function checksOf({ evidence, spec }: PhaseState): string[] {
  const checks = evidence?.checks ?? [];
  if (checks.length === 0) return [];
  const lines = checks.map(
    ({ id, passed, text }) => `- ${passed ? "✓" : "✗"} \`${id}\`: ${markdownText(text)}`,
  );
  const approved = spec.gate?.approve
    ? "Checked on this merge, and approved by a person:"
    : "Checked on this merge:";
  return [approved, bullets(lines)];
}

const bullets = (lines: readonly string[]): string => lines.join("\n");

/** Whoever reads it should not take it for more than it is. */
function leftOut(run: Run): string[] {
  const landed = new Set(run.integration.landings.map(({ phase }) => phase));
  const lines = run.phases.flatMap((phase) =>
    phase.tasks
      .filter(
        (task) =>
          task.status !== "completed" || (!landed.has(phase) && task.commit?.commit !== undefined),
      )
      .map((task) => `- \`${taskLabel(task)}\`: ${whyOf(task)}`),
  );
  return lines.length === 0 ? [] : ["## Not in it", bullets(lines)];
}

function whyOf(task: TaskState): string {
  if (task.status === "completed") return "its phase was not merged";
  const why = task.message ?? task.skipReason;
  return why === undefined ? task.status : `${task.status}, ${markdownText(why)}`;
}
