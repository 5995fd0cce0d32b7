// Opening a phase on a repository of 20,000 files, beside `git worktree add` alone.
//   node bench/worktree.mjs [rounds] [files]
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandExecutor } from "../dist/executors/command/executor.js";
import { workspaces } from "../dist/workspaces/workspaces.js";
import { inFolder, inTurn, report, timed } from "./lib.mjs";

const rounds = Number(process.argv[2] ?? 7);
const files = Number(process.argv[3] ?? 20_000);

/** Files of a few kilobytes, a hundred in each folder, as sources are. */
function makeRepository(folder) {
  const git = (...args) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@b", ...args], { cwd: folder });
  for (let at = 0; at < files; at++) {
    const dir = join(folder, `d${Math.floor(at / 1000)}`, `e${Math.floor(at / 100)}`);
    if (at % 100 === 0) mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `f${at}.txt`), `${at}\n${"a line of some length\n".repeat(at % 200)}`);
  }
  git("init", "-q", "-b", "main");
  git("add", "-A");
  git("commit", "-q", "-m", "all");
  return git("rev-parse", "HEAD").toString().trim();
}

await inFolder(async (folder) => {
  const dir = join(folder, "repository");
  mkdirSync(dir);
  const base = makeRepository(dir);
  const executor = commandExecutor();
  const works = workspaces({ executor, env: { PAWL_WORKTREES: join(folder, "worktrees") } });
  mkdirSync(join(folder, "worktrees"));
  let count = 0;

  const plain = () => {
    const name = `plain${++count}`;
    const path = join(folder, "worktrees", name);
    return timed("git", ["worktree", "add", "-q", "-b", name, path, base], { cwd: dir });
  };
  const open = async () => {
    const workspace = { mode: "worktree", isolate: "phase", hooks: true, setupTimeoutMs: 60_000 };
    const phase = `p${++count}`;
    const order = {
      run: "bench",
      phase,
      dir,
      workspace,
      folder: join(folder, "orders", phase),
      env: {},
      integrate: "pawl/bench",
      base,
      round: 1,
    };
    const start = performance.now();
    await works.endLeft(order);
    await works.open(order, new AbortController().signal);
    return performance.now() - start;
  };
  await open();
  plain();
  const rows = await inTurn(rounds, [
    { name: "git worktree add", once: plain },
    { name: "opening a phase", once: open },
  ]);
  report(`a worktree of ${files} files`, rows);
  await executor.close();
});
