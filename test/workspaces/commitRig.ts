import { join } from "node:path";
import { afterAll } from "vitest";
import type { Failure } from "../../src/core/failure.ts";
import type { OpenWorkspace, TaskCommit, Workspace } from "../../src/core/workspace.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import { commitWork } from "../../src/workspaces/commit.ts";
import type { CommitOrder } from "../../src/workspaces/port.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";

export const executor = commandExecutor();
afterAll(() => executor.close());

const AUTHOR = { name: "Bo", email: "bo@example.com" };

export const workspace: Workspace = {
  mode: "worktree",
  setupTimeoutMs: 60_000,
  isolate: "phase",
  hooks: true,
  author: AUTHOR,
};

/** A user's repository, with a worktree of a phase beside it. */
export class Bench {
  readonly user = new Repo();
  readonly base: string;
  readonly work: Repo;
  readonly open: OpenWorkspace;

  constructor(files: Readonly<Record<string, string>> = { "a.txt": "a\n", "src/b.txt": "b\n" }) {
    this.base = this.user.commit(files);
    this.user.git("branch", "pawl/r");
    this.open = this.add("pawl-phase/r/build", this.base);
    this.work = this.at(this.open);
  }

  /** Another worktree. */
  add(branch: string, base: string): OpenWorkspace {
    const path = join(temporaryFolder(), "work tree ü");
    this.user.git("worktree", "add", "-q", "-b", branch, path, base);
    return { path, cwd: path, branch, base, integrate: "pawl/r" };
  }

  /** The files of a worktree. */
  at = ({ path }: OpenWorkspace): Repo => Repo.at(path);

  order(more: Partial<CommitOrder> = {}): CommitOrder {
    return {
      run: "r",
      phase: "build",
      dir: this.user.dir,
      workspace,
      folder: join(temporaryFolder(), "op"),
      env: { PATH: process.env["PATH"]!, HOME: join(this.user.dir, "..") },
      open: this.open,
      head: this.base,
      owner: "parse",
      ownerRound: 1,
      attempt: 1,
      subject: "parse: reads what is there",
      ...more,
    };
  }

  /** A hook of the repository. */
  hook(name: string, script: string): void {
    this.user.program(`.git/hooks/${name}`, `#!/bin/sh\n${script}\n`);
  }

  readonly commits = (branch = this.open.branch): string[] =>
    this.user.git("log", "--format=%H", `${this.base}..${branch}`).split("\n").filter(Boolean);
}

export async function committed(order: CommitOrder): Promise<TaskCommit> {
  const found = await commitWork(order, { executor }, new AbortController().signal);
  if ("failure" in found) throw new Error(`refused: ${found.failure.message}`);
  return found;
}

export async function refusal(order: CommitOrder): Promise<Failure> {
  const found = await commitWork(order, { executor }, new AbortController().signal);
  if (!("failure" in found)) throw new Error(`it was committed: ${found.head}`);
  return found.failure;
}
