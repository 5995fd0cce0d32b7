import { expect, test } from "vitest";
import { told } from "./support.ts";

const withTasks = (tasks: string, more = ""): string => `pawl: 1
name: a plan
params: { version: "1.0", dry-run: false }
${more}phases:
  - id: p
    tasks:
      - { id: scan, run: make, outputs: [total, list] }
      - { id: my-task, run: make }
${tasks}`;

test("expressions that are in order", () => {
  expect(
    told(
      withTasks(`      - id: use
        run: make
        depends_on: [scan, my-task]
        when: tasks["scan"].status == "completed" && tasks["my-task"].status != 'failed'
        env:
          A: { from: outputs.scan.total }
          B: { from: 'outputs["my-task"].anything' }
          C: { from: 'params["dry-run"] ? "yes" : params.version' }
          D: { from: 'outputs.scan.list.split(",").filter(x, x != "").size()' }
          E: { from: 'has(outputs.scan.total) ? int(outputs.scan.total) + 1 : 0' }
      - { id: later, run: make, depends_on: use, when: tasks.scan.status == "failed", env: { A: { from: outputs.scan.list } } }
      - { id: never, run: make, when: false }
`),
    ),
  ).toBe("fine");
});

test("expressions that cannot be read", () => {
  expect(
    told(
      withTasks(`      - { id: a, run: make, when: 'params.version == ' }
      - { id: b, run: make, when: "params.version = \\"x\\"" }
      - { id: c, run: make, env: { X: { from: params.version and true } } }
      - id: d
        run: make
        when: |
          params.version == "1" &&
            params.version.statsWith("2") &&
            true
      - id: e
        run: make
        when: >-
          params.version ==
          == "1"
      - { id: f, run: make, when: '1 + 2' }
      - { id: g, run: make, when: 'size(params.version, 1) > 0' }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:9:53  error  in the expression: it ends too soon
              - { id: a, run: make, when: 'params.version == ' }
                                                            ^

    plan.yaml:10:51  error  in the expression: unexpected "="
              - { id: b, run: make, when: "params.version = \\"x\\"" }
                                                          ^
        compare with "=="

    plan.yaml:11:62  error  in the expression: unexpected "and"
              - { id: c, run: make, env: { X: { from: params.version and true } } }
                                                                     ^~~
        write "&&"

    plan.yaml:16:28  error  in the expression: there is no function "statsWith"
                    params.version.statsWith("2") &&
                                   ^~~~~~~~~
        did you mean "startsWith"?

    plan.yaml:20:15  error  in the expression: unexpected "=="
                when: >-
                      ^~

    plan.yaml:23:35  error  "when" is decided by true or false; this is of type int
              - { id: f, run: make, when: '1 + 2' }
                                          ^~~~~~~

    plan.yaml:24:36  error  in the expression: size(dyn, int) does not fit the function "size"
              - { id: g, run: make, when: 'size(params.version, 1) > 0' }
                                           ^~~~~~~~~~~~~~~~~~~~~~~"
  `);
});

test("names that are not there", () => {
  expect(
    told(
      withTasks(
        `      - { id: a, run: make, when: sucess }
      - { id: b, run: make, when: param.version == "x" }
      - { id: c, run: make, env: { X: { from: params.vresion }, Y: { from: 'params["x"]' } } }
      - { id: d, run: make, when: 'tasks["scna"].status == "failed"', depends_on: scan }
      - { id: e, run: make, when: tasks.scan.status == "success", depends_on: scan }
      - { id: f, run: make, when: tasks.scan.state == "failed" || "fialed" == tasks.scan.status, depends_on: scan }
      - { id: g, run: make, when: tasks.scan.status == "failed" }
      - { id: h, run: make, when: tasks.h.status == "failed", env: { X: { from: outputs.h.x } } }
      - { id: i, run: make, depends_on: [scan, my-task], env: { X: { from: outputs.scan.totl }, Y: { from: outputs.my-task.v } } }
      - { id: j, run: make, depends_on: [my-task], when: tasks.my-task.status == "failed" && params.dry-run }
      - { id: k, run: make, env: { X: { from: outputs.other } } }
      - { id: l, run: make, env: { X: { from: artifacts.x } } }
      - { id: m, run: make, outputs: [my-out, x.y] }
      - { id: n, run: make, depends_on: m, env: { X: { from: outputs.m.my-out }, Y: { from: 'outputs.m["my-out"] + outputs.m["x.y"]' } } }
  - id: q
    env: { X: { from: outputs.scan.total }, Y: { from: env.HOME } }
    tasks:
      - { id: other, run: make, env: { X: { from: outputs.scan.total } } }
`,
        "env: { Z: { from: tasks.scan.status } }\n",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:19  error  "tasks" can be read only by a task, in its own "env" and "when"
        env: { Z: { from: tasks.scan.status } }
                          ^~~~~

    plan.yaml:10:35  error  nothing is called "sucess" here
              - { id: a, run: make, when: sucess }
                                          ^~~~~~
        did you mean "success"?

    plan.yaml:11:35  error  nothing is called "param" here
              - { id: b, run: make, when: param.version == "x" }
                                          ^~~~~
        did you mean "params"?

    plan.yaml:12:54  error  the plan has no parameter "vresion"
              - { id: c, run: make, env: { X: { from: params.vresion }, Y: { from: 'params["x"]' } } }
                                                             ^~~~~~~
        did you mean "version"?

    plan.yaml:12:84  error  the plan has no parameter "x"
              - { id: c, run: make, env: { X: { from: params.vresion }, Y: { from: 'params["x"]' } } }
                                                                                           ^~~
        it has: version, dry-run

    plan.yaml:13:42  error  the phase has no task "scna"
              - { id: d, run: make, when: 'tasks["scna"].status == "failed"', depends_on: scan }
                                                 ^~~~~~
        did you mean "scan"?

    plan.yaml:14:56  error  the status of a task is never "success"
              - { id: e, run: make, when: tasks.scan.status == "success", depends_on: scan }
                                                               ^~~~~~~~~
        did you mean "completed"?

    plan.yaml:15:46  error  the task "scan" has a "status", and nothing else
        …, run: make, when: tasks.scan.state == "failed" || "fialed" == tasks.scan.status, depends_on: scan }
                                       ^~~~~

    plan.yaml:15:67  error  the status of a task is never "fialed"
        …, run: make, when: tasks.scan.state == "failed" || "fialed" == tasks.scan.status, depends_on: scan }
                                                            ^~~~~~~~
        did you mean "failed"?

    plan.yaml:16:41  error  "g" does not wait for "scan", so it cannot read its status
              - { id: g, run: make, when: tasks.scan.status == "failed" }
                                                ^~~~
        add "scan" to its "depends_on"

    plan.yaml:17:41  error  "h" cannot read its own status
              - { id: h, run: make, when: tasks.h.status == "failed", env: { X: { from: outputs.h.x } } }
                                                ^

    plan.yaml:17:89  error  "h" cannot read its own outputs
              - { id: h, run: make, when: tasks.h.status == "failed", env: { X: { from: outputs.h.x } } }
                                                                                                ^

    plan.yaml:18:89  error  the task "scan" promises no output "totl"
        …pends_on: [scan, my-task], env: { X: { from: outputs.scan.totl }, Y: { from: outputs.my-task.v } } }
                                                                   ^~~~
        did you mean "total"?

    plan.yaml:18:116  error  "-" subtracts here: outputs.my-task is not read as one name
        …pends_on: [scan, my-task], env: { X: { from: outputs.scan.totl }, Y: { from: outputs.my-task.v } } }
                                                                                              ^~~~~~~
        write outputs["my-task"]

    plan.yaml:19:64  error  "-" subtracts here: tasks.my-task is not read as one name
        … id: j, run: make, depends_on: [my-task], when: tasks.my-task.status == "failed" && params.dry-run }
                                                               ^~~~~~~
        write tasks["my-task"]

    plan.yaml:19:101  error  "-" subtracts here: params.dry-run is not read as one name
        … id: j, run: make, depends_on: [my-task], when: tasks.my-task.status == "failed" && params.dry-run }
                                                                                                    ^~~~~~~
        write params["dry-run"]

    plan.yaml:20:55  error  the phase has no task "other"
              - { id: k, run: make, env: { X: { from: outputs.other } } }
                                                              ^~~~~
        its tasks: scan, my-task, a, b, c, d, e, f, g, h, i, j, l, m, n

    plan.yaml:21:57  error  the phase "p" needs no artifact "x"
              - { id: l, run: make, env: { X: { from: artifacts.x } } }
                                                                ^
        it needs none; "needs" names those of earlier phases

    plan.yaml:23:72  error  "-" subtracts here: outputs.m.my-out is not read as one name
        …: m, env: { X: { from: outputs.m.my-out }, Y: { from: 'outputs.m["my-out"] + outputs.m["x.y"]' } } }
                                          ^~~~~~
        write outputs.m["my-out"]

    plan.yaml:25:23  error  "outputs" can be read only by a task, in its own "env" and "when"
            env: { X: { from: outputs.scan.total }, Y: { from: env.HOME } }
                              ^~~~~~~

    plan.yaml:25:56  error  nothing is called "env" here
            env: { X: { from: outputs.scan.total }, Y: { from: env.HOME } }
                                                               ^~~
        there are: params

    plan.yaml:27:59  error  the phase has no task "scan"
              - { id: other, run: make, env: { X: { from: outputs.scan.total } } }
                                                                  ^~~~"
  `);
  expect(
    told(
      "pawl: 1\nname: x\nphases:\n  - { id: a, tasks: [{ id: t, run: make, env: { X: { from: params.x } } }] }\n",
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:67  error  the plan has no parameter "x"
          - { id: a, tasks: [{ id: t, run: make, env: { X: { from: params.x } } }] }
                                                                          ^
        it has none; they are declared under "params""
  `);
});
