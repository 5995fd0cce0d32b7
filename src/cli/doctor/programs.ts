import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { findProgram } from "../../executors/command/starter.ts";
import { ok, problem, warning } from "./check.ts";
import type { Check } from "./check.ts";
import { packageRoot } from "../../packageRoot.ts";

/** The programs that Pawl stands on. */
export const programChecks = (): Check[] => [node(), shell(), perl(), git()];

function node(): Check {
  const needed = neededNode();
  const text = `${process.versions.node} (${process.execPath})`;
  return atLeast(process.versions.node, needed)
    ? ok("node", text)
    : problem("node", text, `install Node ${needed} or later`);
}

/** The version of Node that this package asks for. */
function neededNode(): string {
  const text = readFileSync(new URL("package.json", packageRoot), "utf8");
  const { engines } = JSON.parse(text) as { engines: { node: string } };
  return engines.node.replace(/^>=/, "");
}

/** Whether a version is the other or a later one. */
export function atLeast(version: string, needed: string): boolean {
  const [have, want] = [version, needed].map((each) =>
    each.split(".").map((part) => parseInt(part, 10)),
  );
  for (const [at, number] of want!.entries()) {
    if (have![at] !== number) return (have![at] ?? 0) > number;
  }
  return true;
}

function shell(): Check {
  try {
    execFileSync("/bin/sh", ["-c", "exit 0"], { stdio: "ignore" });
    return ok("shell", "/bin/sh");
  } catch {
    return problem(
      "shell",
      "/bin/sh cannot be run, and every command of a plan is given to it",
      "install a POSIX shell there",
    );
  }
}

function perl(): Check {
  const path = findProgram("perl");
  const version = path === undefined ? undefined : answerOf(path, ["-e", 'printf "%vd", $^V']);
  if (version !== undefined) return ok("perl", `${version} (${path})`);
  // What supervises attempts where there is no perl is written in Node, and makes its pipes with mkfifo.
  return findProgram("mkfifo") === undefined
    ? problem(
        "perl",
        "neither perl nor mkfifo is on the PATH: nothing can be started",
        "install perl",
      )
    : warning(
        "perl",
        "not found on the PATH; node does its work, a tenth of a second slower for each task",
        "install perl, if your plans have many short tasks",
      );
}

function git(): Check {
  const version = answerOf("git", ["--version"]);
  if (version === undefined)
    return warning(
      "git",
      "not found on the PATH; plans run without it, pawl demo does not",
      "install git",
    );
  return gitCheck(version.replace(/^git version /, ""));
}

/** Merges are tried without a checkout, which earlier ones cannot. */
const GIT_FOR_WORKTREES = "2.38";

/** @param version as git tells it: `2.39.5 (Apple Git-154)` */
export const gitCheck = (version: string): Check =>
  atLeast(version, GIT_FOR_WORKTREES)
    ? ok("git", version)
    : warning(
        "git",
        `${version}; phases with worktrees need ${GIT_FOR_WORKTREES}, all else runs`,
        `install git ${GIT_FOR_WORKTREES} or later`,
      );

/** What a program prints, or nothing where it cannot be run. */
export function answerOf(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
