import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import type { Found } from "../../src/plan/checks/systemLookup.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { told } from "./support.ts";

const withWorkspace = (workspace: string, phases = "[{ id: a, run: make }]"): string =>
  `pawl: 1\nname: x\nworkspace: ${workspace}\nphases: ${phases}\n`;

test("workspaces that cannot be", () => {
  expect(
    told(`pawl: 1
name: x
params: { n: { default: 1 } }
workspace:
  mode: worktrees
  base: main
  integrate: main
  setup_timeout: 2d
  copy: [/etc/passwd, "../.env", ".git/config", ok/*]
  ports: { from: 0, stepp: 1 }
  isolate: all
  author: { name: "<me>", email: a b }
  hooks: maybe
phases: [{ id: a, run: make, workspace: here }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:9  error  "mode" is "worktrees", expected worktree, inplace or none
          mode: worktrees
                ^~~~~~~~~
        did you mean "worktree"?

    plan.yaml:7:14  error  "main" is where the run begins from, and stays as it is
          integrate: main
                     ^~~~
        phases are merged into another branch, such as "build/2.4"; pawl finish merges that

    plan.yaml:8:18  error  "setup_timeout" is 2d, expected at most 1d
          setup_timeout: 2d
                         ^~

    plan.yaml:9:10  error  "/etc/passwd" leads out of the plan's folder
          copy: [/etc/passwd, "../.env", ".git/config", ok/*]
                 ^~~~~~~~~~~
        paths count from the plan's folder

    plan.yaml:9:23  error  "../.env" leads out of the plan's folder
          copy: [/etc/passwd, "../.env", ".git/config", ok/*]
                              ^~~~~~~~~
        paths count from the plan's folder

    plan.yaml:9:34  error  ".git/config" is git's own
          copy: [/etc/passwd, "../.env", ".git/config", ok/*]
                                         ^~~~~~~~~~~~~
        take it out

    plan.yaml:10:18  error  "from" is 0, expected a port from 1 to 65535
          ports: { from: 0, stepp: 1 }
                         ^

    plan.yaml:10:21  error  unknown key "stepp" in ports: { from, step }
          ports: { from: 0, stepp: 1 }
                            ^~~~~
        did you mean "step"?

    plan.yaml:11:12  error  "isolate" is "all", expected phase or task
          isolate: all
                   ^~~

    plan.yaml:12:19  error  "name" is "<me>", expected a name without < and >
          author: { name: "<me>", email: a b }
                          ^~~~~~

    plan.yaml:12:34  error  "email" is "a b", expected an address without blanks
          author: { name: "<me>", email: a b }
                                         ^~~

    plan.yaml:13:10  error  "hooks" is "maybe", expected true or false
          hooks: maybe
                 ^~~~~

    plan.yaml:14:41  error  "workspace" is "here", expected worktree, inplace or none
        phases: [{ id: a, run: make, workspace: here }]
                                                ^~~~"
  `);
});

test.each([
  ["build/2.4", "fine"],
  ['"build/${{ params.n }}"', "fine"],
  ['"build/${{ params.m }}"', 'the plan has no parameter "m"'],
  ['"build/${{ outputs.m }}"', '"integrate" takes parameters only'],
  ["a b", 'git takes "a b" for no name of a branch'],
  ["x.lock/a", 'git takes "x.lock/a" for no name of a branch'],
  ["HEAD", 'git takes "HEAD" for no name of a branch'],
])("integrate: %s", (name, message) => {
  const text = `pawl: 1\nname: x\nparams: { n: 1 }\nworkspace: { mode: worktree, integrate: ${name} }\nphases: [{ id: a, run: make }]\n`;
  expect(told(text)).toContain(message);
});

test("keys of worktrees where there is none", () => {
  expect(told(withWorkspace("{ mode: inplace, base: main, ports: { from: 3000 } }")))
    .toMatchInlineSnapshot(`
    "plan.yaml:3:29  warning  "base" is for worktrees, and no phase works in one
        workspace: { mode: inplace, base: main, ports: { from: 3000 } }
                                    ^~~~
        they do with "mode: worktree"

    plan.yaml:3:41  warning  "ports" is for worktrees, and no phase works in one
        workspace: { mode: inplace, base: main, ports: { from: 3000 } }
                                                ^~~~~
        they do with "mode: worktree""
  `);
  // A phase of it has one.
  expect(
    told(
      withWorkspace("{ mode: none, base: main }", "[{ id: a, run: make, workspace: worktree }]"),
    ),
  ).toBe("fine");
});

test("isolate: task and context: phase", () => {
  const phases = "[{ id: a, context: phase, tasks: [{ id: t, agent: claude, prompt: p }] }]";
  expect(told(withWorkspace("{ isolate: task }", phases))).toMatchInlineSnapshot(`
    "plan.yaml:3:14  error  "isolate: task" gives each task a worktree of its own, and the tasks of "a" share one session
        workspace: { isolate: task }
                     ^~~~~~~
        take out "isolate: task", or "context: phase""
  `);
});

/** What is told of a plan in /repo/sub, where these paths are folders. */
function toldIn(folders: readonly string[], text: string): string {
  const at = (file: string): Found => (folders.includes(file) ? "folder" : "missing");
  const lookup = {
    at,
    isFolder: (path: string) => at(path) === "folder" || path === "/repo/sub",
    onPath: (): Found => "command",
    namesOn: () => [],
  };
  const surroundings = { folder: "/repo/sub", path: "/bin", lookup };
  const { diagnostics } = parsePlan(text, { path: "/repo/sub/plan.yaml", surroundings });
  return diagnostics.length === 0 ? "fine" : formatDiagnostics(diagnostics, text);
}

test("a worktree needs a repository", () => {
  const plan = withWorkspace("worktree");
  expect(toldIn([], plan)).toMatchInlineSnapshot(`
    "/repo/sub/plan.yaml:3:12  error  worktrees are git's, and the plan's folder is in no git repository
        workspace: worktree
                   ^~~~~~~~
        git init, and commit what is there; or "mode: inplace", to work in the folder itself"
  `);
  expect(toldIn([], withWorkspace("inplace"))).toBe("fine");
  expect(toldIn(["/repo/.git"], plan)).toBe("fine");
  // A bare one.
  expect(toldIn(["/repo/sub/objects", "/repo/sub/HEAD"], plan)).toBe("fine");
});

test("scopes", () => {
  expect(
    told(
      withWorkspace(
        "worktree",
        `
  - id: a
    files: [x]
    tasks:
      - { id: t, run: make, files: [src/**], scope: { include: [x], excludes: [y] } }
      - { id: u, run: make, files: [../x], scope: { exclude: [/y] } }
      - { id: v, run: make, files: x }
  - { id: b, run: make, files: [x], workspace: inplace }`,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:5  error  "files" is a task's, not a phase's
            files: [x]
            ^~~~~
        give it to a task

    plan.yaml:8:29  error  "files" is short for "include" of the scope; this task has both
              - { id: t, run: make, files: [src/**], scope: { include: [x], excludes: [y] } }
                                    ^~~~~
        make one list of them

    plan.yaml:8:69  error  unknown key "excludes" in a scope: { include, exclude }
              - { id: t, run: make, files: [src/**], scope: { include: [x], excludes: [y] } }
                                                                            ^~~~~~~~
        did you mean "exclude"?

    plan.yaml:9:37  error  "../x" leads out of the plan's folder
              - { id: u, run: make, files: [../x], scope: { exclude: [/y] } }
                                            ^~~~
        paths count from the plan's folder

    plan.yaml:9:63  error  "/y" leads out of the plan's folder
              - { id: u, run: make, files: [../x], scope: { exclude: [/y] } }
                                                                      ^~
        paths count from the plan's folder

    plan.yaml:10:36  error  "files" is "x", expected a list of paths or patterns such as src/**
              - { id: v, run: make, files: x }
                                           ^
        write it as a list: ["x"]

    plan.yaml:11:32  warning  nothing holds the task to this: its phase works in the plan's own folder
          - { id: b, run: make, files: [x], workspace: inplace }
                                       ^~~
        with "workspace: worktree" it is held to it"
  `);
});

test("tasks for a person", () => {
  expect(
    told(`pawl: 1
name: x
phases:
  - id: a
    tasks:
      - { id: t, kind: manual }
      - { id: u, instructions: do it }
      - { id: v, kind: manual, instructions: do it, run: make, retry: 3 }
      - { id: w, kind: by-hand, instructions: do it }
      - { id: x, kind: manual, instructions: do it }
  - { id: b, kind: manual, instructions: do it, tasks: [] }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:18  error  a manual task needs "instructions": what the person is asked to do
              - { id: t, kind: manual }
                         ^~~~

    plan.yaml:7:11  error  a task needs "run", or "agent" and "prompt"
              - { id: u, instructions: do it }
                  ^~
        add "run": a shell command; or "agent" and "prompt"

    plan.yaml:7:18  error  "instructions" are for a person: the task needs "kind: manual" with them
              - { id: u, instructions: do it }
                         ^~~~~~~~~~~~

    plan.yaml:8:53  error  "run" means nothing to a task that a person does
              - { id: v, kind: manual, instructions: do it, run: make, retry: 3 }
                                                            ^~~

    plan.yaml:8:64  error  "retry" means nothing to a task that a person does
              - { id: v, kind: manual, instructions: do it, run: make, retry: 3 }
                                                                       ^~~~~

    plan.yaml:9:11  error  a task needs "run", or "agent" and "prompt"
              - { id: w, kind: by-hand, instructions: do it }
                  ^~
        add "run": a shell command; or "agent" and "prompt"

    plan.yaml:9:24  error  "kind" is "by-hand", expected manual
              - { id: w, kind: by-hand, instructions: do it }
                               ^~~~~~~

    plan.yaml:11:14  error  a phase has either "tasks" or "kind", not both
          - { id: b, kind: manual, instructions: do it, tasks: [] }
                     ^~~~

    plan.yaml:11:56  error  "tasks" is an empty list, expected a list of one task or more
          - { id: b, kind: manual, instructions: do it, tasks: [] }
                                                               ^~"
  `);
});
