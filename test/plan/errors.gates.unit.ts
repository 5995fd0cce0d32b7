import { afterAll, beforeAll, expect, test } from "vitest";
import { plan, PlanFolder, told } from "./support.ts";

let folder: PlanFolder;
beforeAll(() => void (folder = new PlanFolder()));
afterAll(() => folder.remove());

const gate = (text: string): string => plan(`  - id: p\n    run: make\n    gate:\n${text}`);

test("gates that hold nothing back, or are no gates", () => {
  expect(
    told(
      plan(`  - { id: a, run: make, gate: {} }
  - { id: b, run: make, gate: { checks: [] } }
  - { id: c, run: make, gate: proceed }
  - { id: d, run: make, gate: { check: [{ run: make }] } }
  - { id: e, run: make, gate: { checks: { run: make } } }
  - { id: f, tasks: [{ id: t, run: make, gate: { approve: go } }] }
  - { id: g, run: make, timeout: 0, gate: { approve: go } }
  - { id: h, tasks: [{ id: t, run: make }], timeout: 60d }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:31  error  an empty gate holds nothing back; it needs "checks" or "approve"
          - { id: a, run: make, gate: {} }
                                      ^~
        or leave it out

    plan.yaml:5:41  error  "checks" is an empty list, expected a list of one check or more
          - { id: b, run: make, gate: { checks: [] } }
                                                ^~

    plan.yaml:6:31  error  "gate" is "proceed", expected a gate: { checks, approve }
          - { id: c, run: make, gate: proceed }
                                      ^~~~~~~

    plan.yaml:7:33  error  unknown key "check" in a gate: { checks, approve }
          - { id: d, run: make, gate: { check: [{ run: make }] } }
                                        ^~~~~
        did you mean "checks"?

    plan.yaml:7:33  error  an empty gate holds nothing back; it needs "checks" or "approve"
          - { id: d, run: make, gate: { check: [{ run: make }] } }
                                        ^~~~~
        or leave it out

    plan.yaml:8:43  error  "checks" is a map, expected a list of one check or more
          - { id: e, run: make, gate: { checks: { run: make } } }
                                                  ^~~
        write it as a list: [ ]

    plan.yaml:9:42  error  unknown key "gate" in a task
          - { id: f, tasks: [{ id: t, run: make, gate: { approve: go } }] }
                                                 ^~~~
        known keys: id, run, agent, prompt, acceptance, check, domain, complexity, pipeline, kind, instructions, files, scope, produces, description, depends_on, when, env, timeout, retry and 6 more

    plan.yaml:10:34  error  "timeout" is 0s, expected at least 1ms
          - { id: g, run: make, timeout: 0, gate: { approve: go } }
                                         ^

    plan.yaml:11:54  error  "timeout" is 60d, expected at most 30d
          - { id: h, tasks: [{ id: t, run: make }], timeout: 60d }
                                                             ^~~"
  `);
});

test("checks that are no one thing, or lack what they need", () => {
  expect(
    told(
      gate(`      checks:
        - {}
        - { message: no }
        - { run: make, that: "1 < 2" }
        - { rum: make }
        - { run: make, lines: 90, message: no }
        - { that: "1 < 2", timeout: 5m }
        - { run: make, timeout: 2d, cwd: ../elsewhere }
        - { run: make, timeout: soon, alone: maybe }
        - { files: [] }
        - { files: ["", /etc/passwd, a/../../b] }
        - { tests_kept: false }
        - { checks_kept: [] }
        - { tests_kept: "test/**" }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:11  error  a check needs one of run, that, files, coverage, tests_kept, checks_kept or check
                - {}
                  ^~

    plan.yaml:9:13  error  a check needs one of run, that, files, coverage, tests_kept, checks_kept or check
                - { message: no }
                    ^~~~~~~

    plan.yaml:10:24  error  a check is one thing; this has "run" and "that"
                - { run: make, that: "1 < 2" }
                               ^~~~
        make two checks of it

    plan.yaml:11:13  error  unknown key "rum" in a check
                - { rum: make }
                    ^~~
        did you mean "run"?

    plan.yaml:11:13  error  a check needs one of run, that, files, coverage, tests_kept, checks_kept or check
                - { rum: make }
                    ^~~

    plan.yaml:12:24  error  "lines" is for a check by "coverage", and this is one by "run"
                - { run: make, lines: 90, message: no }
                               ^~~~~

    plan.yaml:12:35  error  "message" is for a check by "that", and this is one by "run"
                - { run: make, lines: 90, message: no }
                                          ^~~~~~~

    plan.yaml:13:28  error  "timeout" is for a check by "run", and this is one by "that"
                - { that: "1 < 2", timeout: 5m }
                                   ^~~~~~~

    plan.yaml:14:33  error  "timeout" is 2d, expected at most 1d
                - { run: make, timeout: 2d, cwd: ../elsewhere }
                                        ^~

    plan.yaml:14:42  error  "../elsewhere" leads out of the plan's folder
                - { run: make, timeout: 2d, cwd: ../elsewhere }
                                                 ^~~~~~~~~~~~
        a gate looks only at what is in it

    plan.yaml:15:33  error  "timeout" is "soon", expected a duration such as 30s, 5m or 1h30m (a bare number counts seconds)
                - { run: make, timeout: soon, alone: maybe }
                                        ^~~~

    plan.yaml:15:46  error  "alone" is "maybe", expected true or false
                - { run: make, timeout: soon, alone: maybe }
                                                     ^~~~~

    plan.yaml:16:20  error  "files" is an empty list, expected the path of a file, or a list of these
                - { files: [] }
                           ^~

    plan.yaml:17:21  error  an entry of "files" is "", expected the path of a file
                - { files: ["", /etc/passwd, a/../../b] }
                            ^~

    plan.yaml:17:25  error  "/etc/passwd" leads out of the plan's folder
                - { files: ["", /etc/passwd, a/../../b] }
                                ^~~~~~~~~~~
        a gate looks only at what is in it

    plan.yaml:17:38  error  "a/../../b" leads out of the plan's folder
                - { files: ["", /etc/passwd, a/../../b] }
                                             ^~~~~~~~~
        a gate looks only at what is in it

    plan.yaml:18:25  error  "tests_kept" is false, expected true, or a list of globs
                - { tests_kept: false }
                                ^~~~~

    plan.yaml:19:26  error  "checks_kept" is an empty list, expected true, or a list of globs
                - { checks_kept: [] }
                                 ^~

    plan.yaml:20:25  error  "tests_kept" is "test/**", expected true, or a list of globs
                - { tests_kept: "test/**" }
                                ^~~~~~~~~
        write it as a list: ["test/**"]"
  `);
});

test("coverage without a threshold, or with one that cannot be", () => {
  expect(
    told(
      gate(`      checks:
        - { coverage: lcov.info }
        - { coverage: lcov.info, only: ["src/**"] }
        - { coverage: lcov.info, lines: 101 }
        - { coverage: lcov.info, branches: -1, functions: 90%, statements: 0.9 }
        - { coverage: "", lines: 90, only: [] }
        - { coverage: ../lcov.info, lines: 90 }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:13  error  "coverage" needs how much must be covered: lines, branches, functions, statements
                - { coverage: lcov.info }
                    ^~~~~~~~
        such as lines: 90

    plan.yaml:9:13  error  "coverage" needs how much must be covered: lines, branches, functions, statements
                - { coverage: lcov.info, only: ["src/**"] }
                    ^~~~~~~~
        such as lines: 90

    plan.yaml:10:41  error  "lines" is 101, expected a number from 0 to 100: per cent
                - { coverage: lcov.info, lines: 101 }
                                                ^~~

    plan.yaml:11:44  error  "branches" is -1, expected a number from 0 to 100: per cent
                - { coverage: lcov.info, branches: -1, functions: 90%, statements: 0.9 }
                                                   ^~

    plan.yaml:11:59  error  "functions" is "90%", expected a number from 0 to 100: per cent
                - { coverage: lcov.info, branches: -1, functions: 90%, statements: 0.9 }
                                                                  ^~~

    plan.yaml:12:23  error  "coverage" is "", expected the path of a coverage report
                - { coverage: "", lines: 90, only: [] }
                              ^~

    plan.yaml:12:44  error  "only" is an empty list, expected a list of globs
                - { coverage: "", lines: 90, only: [] }
                                                   ^~

    plan.yaml:13:23  error  "../lcov.info" leads out of the plan's folder
                - { coverage: ../lcov.info, lines: 90 }
                              ^~~~~~~~~~~~
        a gate looks only at what is in it"
  `);
});

test("two checks of one id", () => {
  expect(
    told(
      gate(`      checks:
        - { id: tests, run: make test }
        - { id: tests, run: make more }
        - { id: "a b", run: make }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:9:17  error  the gate has a check "tests" already, in line 8
                - { id: tests, run: make more }
                        ^~~~~

    plan.yaml:10:17  error  "id" is "a b", expected an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
                - { id: "a b", run: make }
                        ^~~~~"
  `);
});

test("approvals that nobody could give, or that give themselves", () => {
  expect(
    told(
      plan(`  - { id: a, run: make, gate: { approve: "" } }
  - { id: b, run: make, gate: { approve: "  " } }
  - { id: c, run: make, gate: { approve: { checklist: [x] } } }
  - { id: d, run: make, gate: { approve: { phrase: "" } } }
  - { id: e, run: make, gate: { approve: { phrase: go, from: [] } } }
  - { id: f, run: make, gate: { approve: { phrase: go, timeout: { after: 1h, then: approve } } } }
  - { id: g, run: make, gate: { approve: { phrase: go, timeout: { then: reject } } } }
  - { id: h, run: make, gate: { approve: { phrase: go, timeout: { after: 1h, then: reject, run: ./x } } } }
  - { id: i, run: make, gate: { approve: { phrase: go, timeout: { after: 0, then: reject } } } }
  - { id: j, run: make, gate: { approve: { phrase: go, timeout: { after: 400d, then: escalat } } } }
  - { id: k, run: make, gate: { approve: { phrase: go, timeout: 24h } } }
  - { id: l, run: make, gate: { approve: { phrase: go, sigers: x } } }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:42  error  "approve" is "", expected what the person has to say, or { phrase, checklist, from, signers, timeout }
          - { id: a, run: make, gate: { approve: "" } }
                                                 ^~

    plan.yaml:5:42  error  the phrase is empty: nothing would have to be said
          - { id: b, run: make, gate: { approve: "  " } }
                                                 ^~~~

    plan.yaml:6:44  error  an approval: { phrase, checklist, from, signers, timeout } needs "phrase"
          - { id: c, run: make, gate: { approve: { checklist: [x] } } }
                                                   ^~~~~~~~~
        add "phrase": what the person has to say

    plan.yaml:7:52  error  "phrase" is "", expected what the person has to say
          - { id: d, run: make, gate: { approve: { phrase: "" } } }
                                                           ^~

    plan.yaml:8:62  error  "from" is an empty list, expected a user or a list of users
          - { id: e, run: make, gate: { approve: { phrase: go, from: [] } } }
                                                                     ^~

    plan.yaml:9:84  error  "then" is "approve", expected escalate or reject: a timeout never approves
          - { id: f, run: make, gate: { approve: { phrase: go, timeout: { after: 1h, then: approve } } } }
                                                                                           ^~~~~~~

    plan.yaml:10:67  error  a timeout: { after, then, run } needs "after"
          - { id: g, run: make, gate: { approve: { phrase: go, timeout: { then: reject } } } }
                                                                          ^~~~
        add "after": a duration such as 30s, 5m or 1h30m (a bare number counts seconds)

    plan.yaml:11:92  error  "run" is for "then: escalate", and this rejects
        …d: h, run: make, gate: { approve: { phrase: go, timeout: { after: 1h, then: reject, run: ./x } } } }
                                                                                             ^~~
        see "notify" of the plan

    plan.yaml:12:74  error  "after" is 0s, expected at least 1s
          - { id: i, run: make, gate: { approve: { phrase: go, timeout: { after: 0, then: reject } } } }
                                                                                 ^

    plan.yaml:13:74  error  "after" is 400d, expected at most 365d
          - { id: j, run: make, gate: { approve: { phrase: go, timeout: { after: 400d, then: escalat } } } }
                                                                                 ^~~~

    plan.yaml:13:86  error  "then" is "escalat", expected escalate or reject: a timeout never approves
          - { id: j, run: make, gate: { approve: { phrase: go, timeout: { after: 400d, then: escalat } } } }
                                                                                             ^~~~~~~
        did you mean "escalate"?

    plan.yaml:14:65  error  "timeout" is "24h", expected a timeout: { after, then, run }
          - { id: k, run: make, gate: { approve: { phrase: go, timeout: 24h } } }
                                                                        ^~~

    plan.yaml:15:56  error  unknown key "sigers" in an approval: { phrase, checklist, from, signers, timeout }
          - { id: l, run: make, gate: { approve: { phrase: go, sigers: x } } }
                                                               ^~~~~~
        did you mean "signers"?"
  `);
});

test("signers that are not there, or name nobody", async () => {
  folder.write({
    "empty.txt": "# nobody\n\n",
    "wrong.txt":
      "ann@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI ann\nssh-ed25519 AAAAC3\nbob\n",
    ".allowed_signers":
      '# who may\nann@example.org,bob namespaces="pawl-gate",valid-after="20260101" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI a comment\n"two words" sk-ssh-ed25519@openssh.com AAAA+/==\n',
  });
  const phase = (id: string, file: string): string =>
    `  - { id: ${id}, run: make, gate: { approve: { phrase: go, signers: ${file} } } }\n`;
  const text = plan(
    phase("a", ".allowed_singers") +
      phase("b", "empty.txt") +
      phase("c", "wrong.txt") +
      phase("d", "/etc/ssh/allowed_signers"),
  );
  expect(await folder.told(text)).toMatchInlineSnapshot(`
    "plan.yaml:4:65  error  there is no file ".allowed_singers"
          - { id: a, run: make, gate: { approve: { phrase: go, signers: .allowed_singers } } }
                                                                        ^~~~~~~~~~~~~~~~
        did you mean ".allowed_signers"?

    plan.yaml:5:65  error  "empty.txt" names no signer, so that nobody could approve
          - { id: b, run: make, gate: { approve: { phrase: go, signers: empty.txt } } }
                                                                        ^~~~~~~~~

    plan.yaml:7:65  error  "/etc/ssh/allowed_signers" is outside of the plan's folder and its repository
          - { id: d, run: make, gate: { approve: { phrase: go, signers: /etc/ssh/allowed_signers } } }
                                                                        ^~~~~~~~~~~~~~~~~~~~~~~~
        a plan reads only files from there

    wrong.txt:2:1  error  this is no line of an allowed_signers file
        ssh-ed25519 AAAAC3
        ^~~~~~~~~~~~~~~~~~
        expected: name, kind of key, key, such as ann@example.org ssh-ed25519 AAAA…

    wrong.txt:3:1  error  this is no line of an allowed_signers file
        bob
        ^~~
        expected: name, kind of key, key, such as ann@example.org ssh-ed25519 AAAA…"
  `);
  const { gate: held } = (await folder.plan(plan(phase("a", ".allowed_signers")))).phases[0]!;
  expect(held?.approve?.signers).toContain("two words");
});

const artifacts = `  - id: align
    agent: claude
    prompt: x
    produces: { state: { type: object } }
  - id: build
    needs: state
    produces: { built: true }
    tasks:
      - { id: look, run: make, outputs: [found] }
      - { id: work, agent: claude, prompt: x }
`;

test("expressions over what is not there", () => {
  expect(
    told(
      plan(`${artifacts}    gate:
      checks:
        - { run: make }
        - { that: artifacts.state.ok == true && artifacts.built.ok }
        - { that: type(artifacts.built) == map }
        - { that: artifacts.bilt.ok }
        - { that: artifacts.state. }
        - { that: outputs.look.found == "1" && tasks.work.status == "completed" }
        - { that: outputs.lok.found == "1" || outputs.look.fond == "1" }
        - { that: tasks.work.status == "done" }
        - { that: inputs.spec.path != "" }
        - { that: params.x }
        - { that: evidence.diff.added < 100 }
        - { that: evidence.dif.added < 100 }
        - { that: item == 1 }
        - { that: 1 + 1 }
        - { that: "yes" }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:19:29  error  the phase "build" needs or produces no artifact "bilt"
                - { that: artifacts.bilt.ok }
                                    ^~~~
        did you mean "built"?

    plan.yaml:20:35  error  in the expression: it ends too soon, expected a name
                - { that: artifacts.state. }
                                          ^

    plan.yaml:22:27  error  the phase has no task "lok"
                - { that: outputs.lok.found == "1" || outputs.look.fond == "1" }
                                  ^~~
        did you mean "look"?

    plan.yaml:22:60  error  the task "look" promises no output "fond"
                - { that: outputs.lok.found == "1" || outputs.look.fond == "1" }
                                                                   ^~~~
        did you mean "found"?

    plan.yaml:23:40  error  the status of a task is never "done"
                - { that: tasks.work.status == "done" }
                                               ^~~~~~
        did you mean "completed"?

    plan.yaml:24:26  error  the plan has no input "spec"
                - { that: inputs.spec.path != "" }
                                 ^~~~
        it has none; they are named under "inputs"

    plan.yaml:25:26  error  the plan has no parameter "x"
                - { that: params.x }
                                 ^
        it has none; they are declared under "params"

    plan.yaml:27:28  error  evidence has no "dif"
                - { that: evidence.dif.added < 100 }
                                   ^~~
        did you mean "diff"?

    plan.yaml:28:19  error  nothing is called "item" here
                - { that: item == 1 }
                          ^~~~
        there are: params, outputs, tasks, artifacts, evidence

    plan.yaml:29:19  error  "that" is decided by true or false; this is of type int
                - { that: 1 + 1 }
                          ^~~~~

    plan.yaml:30:20  error  nothing is called "yes" here
                - { that: "yes" }
                           ^~~
        there are: params, outputs, tasks, artifacts, evidence"
  `);
});

test("a gate that rests on claims alone", () => {
  const withChecks = (checks: string): string => told(plan(`${artifacts}    gate: ${checks}\n`));
  expect(withChecks(`{ checks: [{ that: artifacts.built == true }] }`)).toMatchInlineSnapshot(`
    "plan.yaml:14:13  warning  this gate rests on what agents say of their own work: nothing that Pawl measures, and nobody's approval, holds them to it
            gate: { checks: [{ that: artifacts.built == true }] }
                    ^~~~~~
        add a check by "run", "files", "coverage" or "tests_kept", or "approve""
  `);
  for (const held of [
    `{ checks: [{ that: artifacts.built == true }], approve: go }`,
    `{ checks: [{ that: artifacts.built == true }, { run: make }] }`,
    `{ checks: [{ that: artifacts.built == true && evidence.diff.added > 0 }] }`,
  ])
    expect(withChecks(held)).toBe("fine");
  // A command's word is Pawl's own measurement.
  expect(told(gate(`      checks: [{ that: 'tasks.p.status == "completed"' }]\n`))).toBe("fine");
});

test("inputs that are not there, or of one name", async () => {
  folder.write({ "docs/spec.md": "x", "old/spec.md": "y" });
  const withInputs = (inputs: string, prompt = "x"): string =>
    `pawl: 1\nname: a plan\nparams: { phase: "1" }\ninputs: ${inputs}\nphases:\n  - { id: p, agent: claude, prompt: "${prompt}" }\n`;
  const all = [
    withInputs("docs/spec.md"),
    withInputs("[docs/spec.md, old/spec.md]"),
    withInputs("[docs/spce.md]"),
    withInputs("{ documents: docs/spec.md, phase: [1] }"),
    withInputs("{ phase: 2.4, spec: docs/spec.md }"),
    withInputs('{ phase: "${{ params.phas }} ${{ 1 + 1 }} ${{", documents: [docs/spec.md] }'),
    withInputs("{ spec: 5, a b: docs/spec.md }"),
    withInputs(
      "[docs/spec.md]",
      "${{ inputs.spce.path }} ${{ inputs.spec.name }} ${{ inputs.phase }}",
    ),
  ];
  const texts: string[] = [];
  for (const each of all) texts.push(await folder.told(each));
  expect(texts.join("\n\n")).toMatchInlineSnapshot(`
    "plan.yaml:4:9  error  "inputs" is "docs/spec.md", expected a list of files, a map of names and files, or { phase, documents }
        inputs: docs/spec.md
                ^~~~~~~~~~~~
        write it as a list: ["docs/spec.md"]

    plan.yaml:4:24  error  "old/spec.md" and "docs/spec.md" would both be called "spec"
        inputs: [docs/spec.md, old/spec.md]
                               ^~~~~~~~~~~
        name them: { first: …, second: … }

    plan.yaml:4:10  error  there is no file "docs/spce.md"
        inputs: [docs/spce.md]
                 ^~~~~~~~~~~~
        did you mean "docs/spec.md"?

    plan.yaml:4:22  error  "documents" is "docs/spec.md", expected a list of files, or a map of names and files
        inputs: { documents: docs/spec.md, phase: [1] }
                             ^~~~~~~~~~~~
        write it as a list: ["docs/spec.md"]

    plan.yaml:4:43  error  "phase" is a list, expected text such as 2.4
        inputs: { documents: docs/spec.md, phase: [1] }
                                                  ^~~

    plan.yaml:4:44  error  an entry of "phase" is 1, expected the path of a file
        inputs: { documents: docs/spec.md, phase: [1] }
                                                   ^
        text needs quotes here: "1"

    plan.yaml:4:23  error  unknown key "spec" in inputs: { phase, documents }
        inputs: { phase: 2.4, spec: docs/spec.md }
                              ^~~~
        known keys: phase, documents

    plan.yaml:4:18  error  the plan has no parameter "phas"
        inputs: { phase: "\${{ params.phas }} \${{ 1 + 1 }} \${{", documents: [docs/spec.md] }
                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        did you mean "phase"?

    plan.yaml:4:18  error  "phase" takes parameters only
        inputs: { phase: "\${{ params.phas }} \${{ 1 + 1 }} \${{", documents: [docs/spec.md] }
                         ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        such as "\${{ params.phase }}"

    plan.yaml:4:17  error  "spec" is 5, expected the path of a file
        inputs: { spec: 5, a b: docs/spec.md }
                        ^

    plan.yaml:4:20  error  "a b" is not an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
        inputs: { spec: 5, a b: docs/spec.md }
                           ^~~

    plan.yaml:6:49  error  the plan has no input "spce"
        …d: p, agent: claude, prompt: "\${{ inputs.spce.path }} \${{ inputs.spec.name }} \${{ inputs.phase }}" }
                                                  ^~~~
        did you mean "spec"?

    plan.yaml:6:78  error  an input has "path" and "sha256", and no "name"
        …d: p, agent: claude, prompt: "\${{ inputs.spce.path }} \${{ inputs.spec.name }} \${{ inputs.phase }}" }
                                                                               ^~~~

    plan.yaml:6:97  error  the plan has no input "phase"
        …d: p, agent: claude, prompt: "\${{ inputs.spce.path }} \${{ inputs.spec.name }} \${{ inputs.phase }}" }
                                                                                                  ^~~~~
        it has: spec"
  `);
});

test("tasks of a list", () => {
  expect(
    told(
      plan(`${artifacts}  - id: a
    needs: state
    tasks: { from: artifacts.state.tasks, agent: claude, prompt: "\${{ item.id }} \${{ itm }}" }
  - id: b
    needs: built
    produces: { c: true }
    tasks: { from: artifacts.state.tasks, run: make, depends_on: x }
  - id: c
    tasks: { from: item, agent: claude, env: { X: { from: item }, Y: { from: outputs.x.y } } }
  - { id: d, tasks: { agent: claud, prompt: x } }
  - { id: e, tasks: { from: tasks.x.status } }
  - { id: f, tasks: make }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:16:86  error  nothing is called "itm" here
            tasks: { from: artifacts.state.tasks, agent: claude, prompt: "\${{ item.id }} \${{ itm }}" }
                                                                                             ^~~
        did you mean "item"?

    plan.yaml:19:17  error  each of the tasks that are made of a list would hand in "c"
            produces: { c: true }
                        ^
        let a phase after this one produce it

    plan.yaml:20:30  error  the phase "b" needs no artifact "state"
            tasks: { from: artifacts.state.tasks, run: make, depends_on: x }
                                     ^~~~~
        add "state" to its "needs"

    plan.yaml:20:54  error  unknown key "depends_on" in tasks of a list: { from, agent, prompt }
            tasks: { from: artifacts.state.tasks, run: make, depends_on: x }
                                                             ^~~~~~~~~~
        known keys: from, id, spec, run, agent, prompt, acceptance, check, domain, complexity, pipeline, files, scope, description, env, timeout, retry, cwd, continue_on_error, max_output and 3 more

    plan.yaml:22:20  error  nothing is called "item" here
            tasks: { from: item, agent: claude, env: { X: { from: item }, Y: { from: outputs.x.y } } }
                           ^~~~
        there are: params

    plan.yaml:22:26  error  an "agent" needs a "prompt"
            tasks: { from: item, agent: claude, env: { X: { from: item }, Y: { from: outputs.x.y } } }
                                 ^~~~~
        add "prompt": text, or the path of a file that ends in .md, .txt or .prompt

    plan.yaml:22:78  error  "outputs" can be read only by a task, in its own "env" and "when"
            tasks: { from: item, agent: claude, env: { X: { from: item }, Y: { from: outputs.x.y } } }
                                                                                     ^~~~~~~

    plan.yaml:23:23  error  tasks of a list: { from, agent, prompt } needs "from"
          - { id: d, tasks: { agent: claud, prompt: x } }
                              ^~~~~
        add "from": an expression, or the path of a list of tasks

    plan.yaml:23:30  error  there is no agent "claud"
          - { id: d, tasks: { agent: claud, prompt: x } }
                                     ^~~~~
        did you mean "claude"?

    plan.yaml:24:23  error  a task needs "run", or "agent" and "prompt"
          - { id: e, tasks: { from: tasks.x.status } }
                              ^~~~
        add "run": a shell command; or "agent" and "prompt"

    plan.yaml:24:29  error  "tasks" can be read only by a task, in its own "env" and "when"
          - { id: e, tasks: { from: tasks.x.status } }
                                    ^~~~~

    plan.yaml:25:21  error  "tasks" is "make", expected a list of one task or more
          - { id: f, tasks: make }
                            ^~~~
        write it as a list: ["make"]"
  `);
});
