// A commit by Pawl beside `git add -A && git commit`, each in a worktree of a repository of 20,000 files, of which five
// are changed. Hooks are on, and none are installed.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { commandExecutor } from "../dist/executors/command/executor.js";
import { commitWork } from "../dist/workspaces/commit.js";
import { inFolder, inTurn, report } from "./lib.mjs";

const FILES = 20_000;
const CHANGED = 5;
const ROUNDS = 25;

const git = (cwd, ...args) =>
  execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();

const fileAt = (top, at) => join(top, `src/${at % 100}/${at % 10}`, `file-${at}.ts`);

function repository(folder) {
  const top = join(folder, "repository");
  mkdirSync(top);
  git(top, "init", "-q", "-b", "main");
  git(top, "config", "user.name", "Ann");
  git(top, "config", "user.email", "ann@example.com");
  for (let at = 0; at < FILES; at++) {
    mkdirSync(dirname(fileAt(top, at)), { recursive: true });
    writeFileSync(fileAt(top, at), `export const value${at} = ${at};\n`.repeat(20));
  }
  git(top, "add", "-A");
  git(top, "commit", "-q", "-m", "all");
  return top;
}

function worktree(top, branch) {
  const path = join(top, "..", branch);
  git(top, "worktree", "add", "-q", "-b", branch, path);
  git(path, "status", "--short");
  return path;
}

let texts = 0;
function change(path) {
  for (let each = 0; each < CHANGED; each++)
    writeFileSync(fileAt(path, (texts * 977) % FILES), `export const text = ${++texts};\n`);
}

await inFolder(async (folder) => {
  const top = repository(folder);
  const [plain, pawl] = [worktree(top, "plain"), worktree(top, "pawl")];
  const executor = commandExecutor();
  const { signal } = new AbortController();
  let head = git(top, "rev-parse", "HEAD");
  let round = 0;

  const byGit = () => {
    change(plain);
    const start = performance.now();
    git(plain, "add", "-A");
    git(plain, "commit", "-q", "-m", "work");
    return performance.now() - start;
  };
  const byPawl = async () => {
    change(pawl);
    const order = {
      run: "r",
      phase: "build",
      dir: top,
      workspace: { mode: "worktree", setupTimeoutMs: 1, isolate: "phase", hooks: true },
      folder: join(folder, `op-${round}`),
      env: { PATH: process.env.PATH },
      open: { path: pawl, cwd: pawl, branch: "pawl", base: head },
      head,
      owner: "task",
      ownerRound: ++round,
      attempt: 1,
      subject: "task: work",
    };
    const start = performance.now();
    const made = await commitWork(order, { executor }, signal);
    const took = performance.now() - start;
    if (made.files?.length !== CHANGED) throw new Error(JSON.stringify(made));
    head = made.head;
    return took;
  };

  byGit();
  await byPawl();
  const rows = await inTurn(ROUNDS, [
    { name: "git add -A && git commit", once: byGit },
    { name: "a commit by Pawl", once: byPawl },
  ]);
  report(`${CHANGED} changed files of ${FILES}`, rows);
  await executor.close();
});
