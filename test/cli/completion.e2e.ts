import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/declared.ts";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { PAWL, Workspace } from "./rig.ts";

const has = (program: string): boolean => spawnSync(program, ["-c", "true"]).status === 0;

let place: Workspace;
let env: Record<string, string>;

/** A `pawl` on the path, and a run of two phases. */
beforeEach(async () => {
  place = new Workspace();
  mkdirSync(join(place.dir, "bin"));
  chmodSync(
    place.write("bin/pawl", `#!/bin/sh\nexec "${process.execPath}" "${PAWL}" "$@"\n`),
    0o755,
  );
  env = { ...place.env, PATH: `${join(place.dir, "bin")}:${place.env["PATH"]}` };
  place.write(
    "plan.yaml",
    `pawl: 1
name: two
phases:
  - id: build
    tasks: [{ id: compile, run: 'true' }, { id: bundle, run: 'true' }]
  - { id: ship, run: 'true' }
`,
  );
  await place.pawl("run", "plan.yaml", "--json");
});
afterEach(() => place.remove());

const script = (shell: string): string =>
  execFileSync("pawl", ["completion", shell], { env, cwd: place.dir, encoding: "utf8" });

const TASKS = ["build/bundle", "build/compile", "ship/ship"];

describe("bash", () => {
  /** What a Tab after these words would offer. */
  function complete(...words: readonly string[]): string[] {
    const text = `
      source /dev/stdin <<< "$SCRIPT"
      COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); compopt() { :; }
      _pawl
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const options = {
      env: { ...env, SCRIPT: script("bash") },
      cwd: place.dir,
      encoding: "utf8",
    } as const;
    const out = execFileSync("bash", ["--norc", "-c", text, "bash", "pawl", ...words], options);
    return out.split("\n").filter(Boolean).sort();
  }

  test("commands, with their aliases", () => {
    const names = COMMANDS.flatMap((each) => [each.name, ...(each.aliases ?? [])]);
    expect(complete("")).toEqual([...names, "help"].sort());
    expect(complete("re")).toEqual(["recover", "reject", "resume", "retry"]);
  });

  test("options of a command, and before it", () => {
    expect(complete("logs", "--")).toEqual([
      "--attempt",
      "--events",
      "--follow",
      "--help",
      "--hooks",
      "--json",
      "--prompt",
      "--raw",
      "--worker",
    ]);
    expect(complete("execute", "--dry")).toEqual(["--dry-run"]);
    expect(complete("-")).toEqual(["--directory", "--help", "--version", "-C", "-V", "-h"]);
  });

  test("runs, tasks, phases", () => {
    const run = place.run();
    expect(complete("status", "")).toEqual([run]);
    expect(complete("logs", "")).toEqual([...TASKS, run].sort());
    expect(complete("logs", "-f", run, "build/c")).toEqual(["build/compile"]);
    expect(complete("retry", run, "")).toEqual(TASKS);
    expect(complete("resume", "--from", "")).toEqual(["build", "ship"]);
    expect(complete("status", run, "")).toEqual([]);
  });

  test("files for a plan, folders, formats, shells", () => {
    expect(complete("run", "pl")).toEqual(["plan.yaml"]);
    expect(complete("-C", "b")).toEqual(["bin"]);
    expect(complete("status", "--format", "")).toEqual(["seed"]);
    expect(complete("completion", "")).toEqual(["bash", "fish", "zsh"]);
  });

  test("runs of the folder that -C names", () => {
    const run = place.run();
    mkdirSync(join(place.dir, "bin", ".git"));
    expect(complete("-C", "bin", "status", "")).toEqual([]);
    expect(complete("-C", ".", "status", "")).toEqual([run]);
  });

  test.runIf(hasTmux)("a Tab in a real one", async () => {
    place.write("completion.bash", script("bash"));
    const terminal = new Terminal(80, 24, place.dir, "bash --norc -i");
    try {
      terminal.type(`PATH=${join(place.dir, "bin")}:$PATH; . ./completion.bash; clear`);
      terminal.press("Enter");
      terminal.type("pawl logs build/c\t");
      await terminal.until((lines) =>
        lines.some((each) => each.endsWith("pawl logs build/compile")),
      );
      expect(terminal.lines().at(-1)).toMatch(/pawl logs build\/compile$/);
    } finally {
      terminal.close();
    }
  });
});

describe.runIf(has("fish"))("fish", () => {
  function complete(line: string): string[] {
    place.write("pawl.fish", script("fish"));
    const text = `source pawl.fish; complete -C '${line}'`;
    const out = execFileSync("fish", ["--no-config", "-c", text], {
      env,
      cwd: place.dir,
      encoding: "utf8",
    });
    return out.split("\n").filter(Boolean).sort();
  }

  test("commands and options, with what they do", () => {
    expect(complete("pawl pau")).toEqual([
      "pause\tstart nothing new; what is under way ends; resume goes on",
    ]);
    expect(complete("pawl logs --f")).toEqual(["--follow\tgo on as more is written"]);
  });

  test("runs, tasks, phases, files", () => {
    const run = place.run();
    expect(complete("pawl status ")).toEqual([run]);
    expect(complete("pawl logs ").filter((each) => each !== run)).toEqual(TASKS);
    expect(complete(`pawl logs ${run} build/`)).toEqual(["build/bundle", "build/compile"]);
    expect(complete("pawl resume --from ").map((each) => each.split("\t")[0])).toEqual([
      "build",
      "ship",
    ]);
    expect(complete("pawl run pl")).toEqual(["plan.yaml"]);
    expect(complete("pawl completion ")).toEqual(["bash", "fish", "zsh"]);
  });
});

describe.runIf(has("zsh") && hasTmux)("zsh", () => {
  test("a Tab: commands, options, runs, tasks", async () => {
    place.write("completion.zsh", script("zsh"));
    const terminal = new Terminal(100, 40, place.dir, "zsh -f");
    const line = async (typed: string, becomes: string): Promise<void> => {
      terminal.type(`${typed}\t`);
      await terminal.until((lines) => lines.some((each) => each.trimEnd().endsWith(becomes)));
      terminal.press("C-u");
      await terminal.until((lines) => /^\S+# ?$|^\S+[%$] ?$/.test(lines.at(-1)!));
    };
    try {
      terminal.type(
        `PATH=${join(place.dir, "bin")}:$PATH; autoload -U compinit; compinit -u -d dump; . ./completion.zsh; clear`,
      );
      terminal.press("Enter");
      await line("pawl pau", "pawl pause");
      await line("pawl logs --fol", "pawl logs --follow");
      await line("pawl status t", `pawl status ${place.run()}`);
      await line(`pawl logs ${place.run()} build/c`, `${place.run()} build/compile`);
      await line("pawl retry ship/", "pawl retry ship/ship");
      await line("pawl run pl", "pawl run plan.yaml");
      terminal.type("pawl re\t\t");
      const lines = await terminal.until((lines) =>
        lines.some((each) => each.startsWith("retry ")),
      );
      expect(lines.find((each) => each.startsWith("retry "))).toMatch(
        /^retry +-- try a failed task or phase again/,
      );
    } finally {
      terminal.close();
    }
  });
});

test("another shell is refused with those that there are", async () => {
  expect(await place.pawl("completion", "tcsh")).toMatchObject({
    code: 2,
    stderr: 'pawl: no completion for "tcsh"; there is one for bash, zsh, fish\n',
  });
});
