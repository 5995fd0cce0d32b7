import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { isHoused } from "../../core/housing.ts";
import type { Run } from "../../core/run.ts";
import { viewsOf } from "../../core/views.ts";
import { shortDigest } from "../../views/approving.ts";
import { pullRequest } from "../../views/pullRequest.ts";
import { oneLine, safeText } from "../../views/safeText.ts";
import { branchOf, mergedOf } from "../../views/worktrees.ts";
import type { Merged } from "../../views/worktrees.ts";
import { plural } from "../../views/words.ts";
import { finishRun } from "../../workspaces/finish.ts";
import type { Finished } from "../../workspaces/finish.ts";
import type { Options } from "../declared.ts";
import { maskOf } from "../maskOf.ts";
import { printJson, printLines, printNote } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { chooseRun, loadRun, openState } from "../state.ts";

/**
 * `pawl finish [RUN]`: merges the run's branch into what is checked out, or says how a person can; with `--pr` prints
 * the text of a pull request instead.
 */
export async function finish(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("taking a run home is", "finish");
  const state = await openState();
  const { run, notes } = await loadRun(state, await chooseRun(state, args[0]));
  notes.forEach(printNote);
  if (options["pr"]) return tellPullRequest(run, options);
  const merged = mergedIn(run);
  const finished = await takeHome(run, merged);
  if (options["json"]) printJson({ run: run.id, integrate: merged.branch, ...finished });
  else printLines(linesOf(run, merged, finished));
  return finished.type === "left" ? EXIT.failed : EXIT.completed;
}

/** Only the text: it is offered wherever the repository is, with that place's own tools. */
function tellPullRequest(run: Run, options: Options): ExitStatus {
  const text = pullRequest(run);
  const branch = branchOf(run);
  if (!text || branch === undefined)
    throw new PawlError(
      "refused",
      `run ${run.id} has merged nothing into a branch of its own: there is nothing to offer`,
    );
  const mask = maskOf(run);
  const shown = { title: mask(text.title), body: mask(text.body) };
  if (options["json"]) printJson({ run: run.id, branch, ...shown });
  else printLines([shown.title, "", safeText(shown.body).trimEnd()]);
  return EXIT.completed;
}

/** @throws PawlError where there is nothing to take home, or not all of it yet */
function mergedIn(run: Run): Merged {
  const merged = mergedOf(run);
  if (!run.phases.some((each) => isHoused(run, each)))
    throw new PawlError(
      "refused",
      `run ${run.id} works in ${run.source.dir} itself: there is no branch to take home`,
    );
  if (!merged)
    throw new PawlError(
      "refused",
      `nothing of run ${run.id} is merged into its branch: there is nothing to take home; it is ${run.status}`,
    );
  if (merged.stays)
    throw new PawlError(
      "refused",
      `run ${run.id} was given its worktree: what it committed is on branch ${merged.branch}, and yours to merge`,
    );
  if (run.status === "completed") return merged;
  throw new PawlError(
    "refused",
    `run ${run.id} is ${run.status}, and not all of it is done; git merge --no-ff ${merged.branch} takes home what is merged so far, pawl why ${run.id} says what goes on`,
  );
}

async function takeHome(run: Run, { branch }: Merged): Promise<Finished> {
  const message = `Merge run ${run.id}: ${oneLine(run.plan.name)}\n\nPawl-Run: ${run.id}`;
  try {
    const views = viewsOf(run.plan);
    return await finishRun({ dir: run.source.dir, integrate: branch, message, views });
  } catch (error) {
    throw new PawlError("refused", (error as Error).message);
  }
}

const MOST_FILES = 20;

function linesOf(run: Run, { branch, commits }: Merged, finished: Finished): string[] {
  switch (finished.type) {
    case "merged":
      return [
        `${branch} is merged into ${finished.branch} as ${shortDigest(finished.commit)}: ${plural(commits, "commit")} of ${run.id}`,
        `pawl gc ${run.id} takes away what the run has left, git branch -d ${branch} its branch; git reset --merge ${shortDigest(finished.from)} takes the merge back`,
      ];
    case "already":
      return [`${finished.branch} has all of ${branch} already`];
    case "left": {
      const { why, command, conflicts = [] } = finished;
      const more = conflicts.length - MOST_FILES;
      return [
        `nothing was merged: ${oneLine(why)}`,
        ...conflicts.slice(0, MOST_FILES).map((each) => `  ${oneLine(each)}`),
        ...(more > 0 ? [`  and ${more} more`] : []),
        `after that, or to do it by hand: ${command}`,
      ];
    }
  }
}
