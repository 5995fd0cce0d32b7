import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import type { OpenWorkspace, Workspace } from "../../src/core/workspace.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import { open } from "../../src/workspaces/open.ts";
import type { OpenOrder, WorkspaceOrder } from "../../src/workspaces/port.ts";
import type { WorkspaceTools } from "../../src/workspaces/tools.ts";
import { Repo, temporaryFolder } from "../git/rig.ts";

export const executor = commandExecutor();
afterAll(() => executor.close());

const WORKSPACE: Workspace = {
  mode: "worktree",
  setupTimeoutMs: 60_000,
  isolate: "phase",
  hooks: true,
};

let runs = 0;

/** A run over a user's repository, with worktrees in a folder of its own. */
export class Rig {
  readonly repo: Repo;
  readonly run = `r-${process.pid}-${++runs}`;
  readonly root: string;
  readonly tools: WorkspaceTools;
  readonly workspace: Workspace;
  readonly base: string;
  readonly folders = temporaryFolder();

  constructor(
    workspace: Partial<Workspace> = {},
    files: Readonly<Record<string, string>> = { "a.txt": "a\n", "plans/plan.yaml": "p\n" },
    repo = new Repo(),
  ) {
    this.repo = repo;
    this.base = repo.commit(files);
    this.workspace = { ...WORKSPACE, ...workspace };
    this.root = join(temporaryFolder(), "work trees ü");
    this.tools = { executor, env: { PAWL_WORKTREES: this.root } };
  }

  order(phase = "build", more: Partial<WorkspaceOrder> = {}): WorkspaceOrder {
    return {
      run: this.run,
      phase,
      dir: this.repo.dir,
      workspace: this.workspace,
      folder: join(this.folders, phase),
      env: { PATH: process.env["PATH"]!, HOME: this.folders },
      ...more,
    };
  }

  openOrder(phase = "build", more: Partial<OpenOrder> = {}): OpenOrder {
    const integrate = `pawl/${this.run}`;
    return { ...this.order(phase), integrate, base: this.base, round: 1, ...more };
  }

  open(
    phase = "build",
    more: Partial<OpenOrder> = {},
    ended: AbortSignal = signal(),
  ): Promise<OpenWorkspace> {
    return open(this.openOrder(phase, more), this.tools, ended);
  }

  /** Names of all that is in the folder of worktrees, a level or two down, besides shared folders. */
  left(): string[] {
    if (!existsSync(this.root)) return [];
    return readdirSync(this.root, { recursive: true, encoding: "utf8" }).filter(
      (name) => !/^@ports$|@cache/.test(name),
    );
  }
}

export const signal = (): AbortSignal => new AbortController().signal;

export const read = (open: OpenWorkspace, name: string): string =>
  readFileSync(join(open.path, name), "utf8");

/** Git in a worktree. */
export const inside = (open: OpenWorkspace): Repo => new Repo(open.path, true);
