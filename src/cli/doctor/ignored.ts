import { dirname } from "node:path";
import { shellWord } from "../../core/shellWords.ts";
import { ok, warning } from "./check.ts";
import type { Check } from "./check.ts";
import { answerOf } from "./programs.ts";

/** Whether git leaves the state folder alone; nothing to say outside of a repository. */
export function ignoredChecks(folder: string): Check[] {
  const at = dirname(folder);
  const git = (...args: readonly string[]): string | undefined =>
    answerOf("git", ["-C", at, ...args]);
  if (git("rev-parse", "--is-inside-work-tree") !== "true") return [];
  // With the slash, patterns for folders match also while it is not there yet.
  if (git("check-ignore", `${folder}/`) !== undefined) return [ok("git ignores", folder)];
  const exclude = git("rev-parse", "--path-format=absolute", "--git-path", "info/exclude");
  const file =
    exclude === undefined ? '"$(git rev-parse --git-path info/exclude)"' : shellWord(exclude);
  return [
    warning(
      "git ignores",
      `${folder} is not ignored by git: runs would show up among your changes`,
      `echo .pawl/ >> ${file}`,
    ),
  ];
}
