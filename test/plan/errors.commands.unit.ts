import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { plan, told } from "./support.ts";

let folder: string;

/** A folder with a PATH of its own, so that the machine does not matter. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-commands-"));
  for (const name of ["bin", "scripts", "sub", "other", "node_modules/.bin"])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of [
    "bin/make",
    "bin/git",
    "bin/node",
    "bin/npm",
    "scripts/run.sh",
    "sub/here.sh",
    "other/special",
    "node_modules/.bin/vitest",
  ]) {
    writeFileSync(join(folder, name), "#!/bin/sh\n");
    chmodSync(join(folder, name), 0o755);
  }
  writeFileSync(join(folder, "scripts/plain.sh"), "");
  mkdirSync(join(folder, "bin/folder"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function toldHere(text: string): Promise<string> {
  const path = join(folder, "plan.yaml");
  writeFileSync(path, text);
  const reading = await readPlan(path, { env: { PATH: join(folder, "bin") } });
  const shown = formatDiagnostics(reading.diagnostics, reading.text).replaceAll(folder, "/here");
  return shown === "" ? "fine" : shown;
}

test("commands that are there", async () => {
  expect(
    await toldHere(
      plan(`  - id: a
    tasks:
      - id: t1
        run: |
          set -eu
          make all && git status | node -e 'nosuch' > out 2>&1
          for f in *.c; do make "$f"; done
          if command -v docker >/dev/null; then docker ps; fi
          build() { make; }
          build
          cat() { :; }; cat <<X
          nosuch
          X
          FOO=1 npm test; $FOO x; "$(git x)/bin/y" z
          [ -f x ] || exit 1
      - { id: t2, run: scripts/run.sh && ./scripts/run.sh }
      - { id: t3, run: ./here.sh, cwd: sub }
      - { id: t4, run: true }
      - { id: t5, run: special, env: { PATH: "other:/nowhere" } }
      - { id: t6, run: anything, env: { PATH: { from: '"x"' } } }
      - { id: t7, run: "cd sub && ./nosuch.sh" }
      - { id: t8, run: "PATH=$PWD/other:$PATH; special" }
      - { id: t9, run: ". ./env.sh; whatever $UNKNOWN" }
`),
    ),
  ).toBe("fine");
});

test("commands that are not there", async () => {
  expect(
    await toldHere(
      plan(`  - id: a
    tasks:
      - { id: t1, run: mkae all }
      - { id: t2, run: 'echo "x"; nosuchthing --flag' }
      - { id: t3, run: scripts/plain.sh }
      - { id: t4, run: scripts }
      - { id: t5, run: ./scripts }
      - { id: t6, run: vitest run }
      - { id: t7, run: npm ci && vitset run }
      - { id: t8, run: gti status || true }
      - id: t9
        run: |
          set -e
          if gti diff; then
            nodde x
          fi
          echo "$(nosuch1)"
          npm i | nosuch2
      - { id: t10, run: "make\\n  && \\"nosuch3\\"" }
      - { id: t11, run: special }
      - { id: t12, run: make, env: { PATH: /nowhere } }
`),
    ),
  ).toMatchInlineSnapshot(`
    "/here/plan.yaml:6:24  error  there is no command "mkae" on the PATH
              - { id: t1, run: mkae all }
                               ^~~~
        did you mean "make"?

    /here/plan.yaml:7:35  error  there is no command "nosuchthing" on the PATH
              - { id: t2, run: 'echo "x"; nosuchthing --flag' }
                                          ^~~~~~~~~~~

    /here/plan.yaml:8:24  warning  "scripts/plain.sh" is not executable
              - { id: t3, run: scripts/plain.sh }
                               ^~~~~~~~~~~~~~~~
        chmod +x scripts/plain.sh

    /here/plan.yaml:9:24  error  there is no command "scripts" on the PATH
              - { id: t4, run: scripts }
                               ^~~~~~~

    /here/plan.yaml:10:24  warning  "./scripts" is a folder, not a command
              - { id: t5, run: ./scripts }
                               ^~~~~~~~~

    /here/plan.yaml:11:24  error  there is no command "vitest" on the PATH
              - { id: t6, run: vitest run }
                               ^~~~~~
        "npx vitest" runs the one in node_modules

    /here/plan.yaml:12:34  warning  there is no command "vitset" on the PATH
              - { id: t7, run: npm ci && vitset run }
                                         ^~~~~~

    /here/plan.yaml:13:24  warning  there is no command "gti" on the PATH
              - { id: t8, run: gti status || true }
                               ^~~
        did you mean "git"?

    /here/plan.yaml:17:14  warning  there is no command "gti" on the PATH
                  if gti diff; then
                     ^~~
        did you mean "git"?

    /here/plan.yaml:18:13  warning  there is no command "nodde" on the PATH
                    nodde x
                    ^~~~~
        did you mean "node"?

    /here/plan.yaml:20:19  warning  there is no command "nosuch1" on the PATH
                  echo "$(nosuch1)"
                          ^~~~~~~

    /here/plan.yaml:21:19  warning  there is no command "nosuch2" on the PATH
                  npm i | nosuch2
                          ^~~~~~~

    /here/plan.yaml:22:37  warning  there is no command "nosuch3" on the PATH
              - { id: t10, run: "make\\n  && \\"nosuch3\\"" }
                                            ^~~~~~~~~~

    /here/plan.yaml:23:25  error  there is no command "special" on the PATH
              - { id: t11, run: special }
                                ^~~~~~~

    /here/plan.yaml:24:25  error  there is no command "make" on the PATH
              - { id: t12, run: make, env: { PATH: /nowhere } }
                                ^~~~"
  `);
});

test("a file that an earlier task may make is only warned of", async () => {
  expect(
    await toldHere(
      plan(`  - { id: first, run: ./gen.sh }
  - { id: second, run: ./gen.sh }
  - { id: third, run: /nowhere/tool x }
  - { id: fourth, run: ./tool, cwd: sub }
  - { id: fifth, run: ./tool, cwd: build }
`),
    ),
  ).toMatchInlineSnapshot(`
    "/here/plan.yaml:4:23  error  there is no file "./gen.sh"
          - { id: first, run: ./gen.sh }
                              ^~~~~~~~

    /here/plan.yaml:5:24  warning  there is no file "./gen.sh"
          - { id: second, run: ./gen.sh }
                               ^~~~~~~~

    /here/plan.yaml:6:23  warning  there is no file "/nowhere/tool"
          - { id: third, run: /nowhere/tool x }
                              ^~~~~~~~~~~~~

    /here/plan.yaml:7:24  warning  there is no file "./tool" in "sub"
          - { id: fourth, run: ./tool, cwd: sub }
                               ^~~~~~

    /here/plan.yaml:8:36  warning  there is no folder "build" beside the plan
          - { id: fifth, run: ./tool, cwd: build }
                                           ^~~~~"
  `);
  expect(await toldHere(plan("  - { id: first, run: ./tool, cwd: build }\n")))
    .toMatchInlineSnapshot(`
    "/here/plan.yaml:4:36  error  there is no folder "build" beside the plan
          - { id: first, run: ./tool, cwd: build }
                                           ^~~~~"
  `);
});

test("variables that nothing gives", () => {
  expect(
    told(`pawl: 1
name: a plan
params: { version: "1.0", my-level: 3 }
env: { REGION: eu, PATH: "/x:$PATH" }
phases:
  - id: a
    env: { PHASE_VAR: x }
    tasks:
      - id: t
        env: { OWN: y }
        run: |
          echo "$HOME $PATH $LC_ALL $https_proxy $PAWL_RUN $REGION $PHASE_VAR $OWN $1 $PWD"
          echo \${OPTIONAL:-none} \${ALSO+x}
          X=1; echo $X; read Y; echo $Y
          echo '$QUOTED' "\\$ESCAPED"
          deploy --to "$REGIN" --version $VERSION --token \${GITHUB_TOKEN} $GITHUB_TOKEN $MY_LEVEL
      - { id: u, run: 'echo "a \\"b\\" $JSON_ESCAPED" $é' }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:20  warning  $PATH is not expanded here: a value under "env" is taken as it stands
        env: { REGION: eu, PATH: "/x:$PATH" }
                           ^~~~
        set it in the command: PATH="…$PATH…"

    plan.yaml:16:24  warning  nothing sets $REGIN for this command
                  deploy --to "$REGIN" --version $VERSION --token \${GITHUB_TOKEN} $GITHUB_TOKEN $MY_LEVEL
                               ^~~~~~
        did you mean "$REGION"?

    plan.yaml:16:42  warning  nothing sets $VERSION for this command
                  deploy --to "$REGIN" --version $VERSION --token \${GITHUB_TOKEN} $GITHUB_TOKEN $MY_LEVEL
                                                 ^~~~~~~~
        the parameter is there as $PAWL_PARAM_VERSION

    plan.yaml:16:59  warning  nothing sets $GITHUB_TOKEN for this command
                  deploy --to "$REGIN" --version $VERSION --token \${GITHUB_TOKEN} $GITHUB_TOKEN $MY_LEVEL
                                                                  ^~~~~~~~~~~~~~~
        commands do not inherit the environment that Pawl runs in; "GITHUB_TOKEN: { pass: true }" under "env" passes it on

    plan.yaml:16:89  warning  nothing sets $MY_LEVEL for this command
                  deploy --to "$REGIN" --version $VERSION --token \${GITHUB_TOKEN} $GITHUB_TOKEN $MY_LEVEL
                                                                                                ^~~~~~~~~
        the parameter is there as $PAWL_PARAM_MY_LEVEL

    plan.yaml:17:38  warning  nothing sets $JSON_ESCAPED for this command
              - { id: u, run: 'echo "a \\"b\\" $JSON_ESCAPED" $é' }
                                             ^~~~~~~~~~~~~
        commands do not inherit the environment that Pawl runs in; "JSON_ESCAPED: { pass: true }" under "env" passes it on"
  `);
});

test("variables of parameters", () => {
  expect(
    told(`pawl: 1
name: a plan
params: { version: "1.0", my-level: 3 }
phases:
  - { id: a, run: echo $PAWL_PARAM_VERSION $PAWL_PARAM_MY_LEVEL $PAWL_PARAM_VRESION $PAWL_PARAM_OTHER }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:65  warning  nothing sets $PAWL_PARAM_VRESION for this command
        … { id: a, run: echo $PAWL_PARAM_VERSION $PAWL_PARAM_MY_LEVEL $PAWL_PARAM_VRESION $PAWL_PARAM_OTHER }
                                                                      ^~~~~~~~~~~~~~~~~~~
        did you mean "$PAWL_PARAM_VERSION"?

    plan.yaml:5:85  warning  nothing sets $PAWL_PARAM_OTHER for this command
        … { id: a, run: echo $PAWL_PARAM_VERSION $PAWL_PARAM_MY_LEVEL $PAWL_PARAM_VRESION $PAWL_PARAM_OTHER }
                                                                                          ^~~~~~~~~~~~~~~~~
        it would be a parameter of the plan; there are PAWL_PARAM_VERSION, PAWL_PARAM_MY_LEVEL"
  `);
  expect(told(plan("  - { id: a, run: echo $PAWL_PARAM_X }\n"))).toMatchInlineSnapshot(`
    "plan.yaml:4:24  warning  nothing sets $PAWL_PARAM_X for this command
          - { id: a, run: echo $PAWL_PARAM_X }
                               ^~~~~~~~~~~~~
        it would be a parameter of the plan; there is none"
  `);
});

test("what was found of each phase, for programs", async () => {
  const path = join(folder, "workflow.json");
  const workflow = {
    workflow_id: "w",
    phases: [
      { name: "a b", command: "make" },
      { name: "b", command: "nosuch", depends_on: ["a b"] },
      { name: "c", command: "make", depends_on: ["d"] },
    ],
  };
  writeFileSync(path, JSON.stringify(workflow));
  const { phases, plan: read } = await readPlan(path, { env: { PATH: join(folder, "bin") } });
  expect(read).toBeUndefined();
  expect(phases).toEqual([
    { name: "a b", commands: true },
    { name: "b", dependencies: true, commands: false },
    { name: "c", dependencies: false, commands: true },
  ]);
});
