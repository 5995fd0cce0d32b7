import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Workspace } from "./rig.ts";

/** A workspace that is a git repository with a commit, and whose worktrees are in a folder beside it. */
export class RepositoryPlace extends Workspace {
  readonly worktrees = mkdtempSync(join(tmpdir(), "pawl-worktrees-"));

  constructor() {
    super();
    this.env["PAWL_WORKTREES"] = this.worktrees;
    this.git("init", "-q", "-b", "main");
    this.git("config", "user.name", "Ann");
    this.git("config", "user.email", "ann@example.org");
    this.write("a.txt", "one\n");
    this.git("add", "a.txt");
    this.git("commit", "-qm", "first");
  }

  git(...args: readonly string[]): string {
    const options = { cwd: this.dir, env: this.env, encoding: "utf8" } as const;
    return execFileSync("git", args, options).trimEnd();
  }

  override remove(): void {
    super.remove();
    rmSync(this.worktrees, { recursive: true, force: true });
  }
}
