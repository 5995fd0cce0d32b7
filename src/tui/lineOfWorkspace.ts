import { findTask } from "../core/run.ts";
import type { Run } from "../core/run.ts";
import { shortDigest } from "../views/approving.ts";
import { actorText } from "../views/audit.ts";
import { oneLine } from "../views/safeText.ts";
import { listed, plural, taskLabel } from "../views/words.ts";
import { askedText } from "./askedLine.ts";
import type { Line, Of } from "./line.ts";

type WorkspaceEvent = Of<
  | "workspace-opened"
  | "workspace-tidied"
  | "workspace-undone"
  | "phase-landed"
  | "rebuild-requested"
  | "mend-requested"
>;

/** What happened to a phase's worktree, its branch, and the merge of it. */
export function workspaceLine(event: WorkspaceEvent, run: Run): Line | undefined {
  const about = event.phase;
  switch (event.type) {
    case "workspace-opened": {
      const { open, task } = event;
      const text = `worktree ${oneLine(open.path)} on branch ${open.branch}${noted(open.notes)}`;
      const of = task === undefined ? about : taskLabel(findTask(run, event.phase, task));
      return { about: of, text, tone: open.notes ? "warn" : "quiet" };
    }
    case "workspace-tidied":
      return event.kept === undefined
        ? undefined
        : { about, text: `what was left is put aside as ${event.kept}`, tone: "quiet" };
    case "workspace-undone":
      return { about, text: `its branch is put aside${noted(event.notes)}`, tone: "warn" };
    case "phase-landed": {
      const { branch, from, commit } = event.landing;
      const text =
        from === commit
          ? `nothing to merge into ${branch}`
          : `merged into ${branch} as ${shortDigest(commit)}`;
      return { about, text, tone: "good" };
    }
    case "rebuild-requested":
      return { about, text: `to be done anew, by ${actorText(event.by)}`, tone: "warn" };
    case "mend-requested": {
      const how = event.task
        ? `is to be mended by task ${event.task.id}`
        : "was mended, and is tried again";
      return { about, text: `its merge ${how}, by ${actorText(event.by)}`, tone: "warn" };
    }
  }
}

type WorkEvent = Of<"stage-entered" | "commit-made" | "commit-refused" | "flag-raised">;

const MOST_FILES = 3;

/** What came of a task's work besides the ends of its attempts. */
export function workLine(event: WorkEvent, run: Run): Line | undefined {
  const task = findTask(run, event.phase, event.task);
  const about = taskLabel(task);
  switch (event.type) {
    case "stage-entered": {
      const { stage, back, because, warning } = event;
      if (warning !== undefined)
        return { about, text: `goes on in spite of: ${oneLine(warning)}`, tone: "warn" };
      // Going forward, the start of the stage's attempt says it.
      if (back === undefined) return undefined;
      // What follows its first line is what a test wrote.
      const why = because === undefined ? "" : `: ${oneLine(because.split("\n", 1)[0]!)}`;
      return { about, text: `sent back to ${stage} by ${back}${why}`, tone: "warn" };
    }
    case "commit-made": {
      const { commit, files, notes } = event;
      if (commit === undefined) {
        const text = notes?.map(oneLine).join("; ") ?? "there was nothing to commit";
        return { about, text, tone: "plain" };
      }
      const what = `committed as ${shortDigest(commit)}: ${plural(files.length, "file")}, ${listed(files.map(oneLine), MOST_FILES)}`;
      return { about, text: `${what}${noted(notes)}`, tone: "plain" };
    }
    case "commit-refused": {
      const text = `cannot be committed: ${oneLine(event.failure.message)}`;
      return { about, text, tone: "warn" };
    }
    case "flag-raised":
      return { about, text: askedText(run, task), tone: "warn" };
  }
}

const noted = (notes: readonly string[] = []): string =>
  notes.length === 0 ? "" : `; ${notes.map(oneLine).join("; ")}`;
