import { expect, test } from "vitest";
import { told } from "./support.ts";

test("pipelines that cannot be", () => {
  expect(
    told(`pawl: 1
name: x
workspace: worktree
models: { implment: a }
phases:
  - id: a
    tasks:
      - { id: a, agent: claude, prompt: p, pipeline: tdd }
      - { id: b, agent: claude, prompt: p, pipeline: ttd }
      - { id: c, agent: claude, prompt: p, pipeline: true }
      - { id: d, agent: claude, prompt: p, pipeline: { tdd: true } }
      - { id: e, agent: claude, prompt: p, pipeline: { test: make, rounds: 1, retry_limit: 2 } }
      - { id: f, agent: claude, prompt: p, pipeline: { test: make, test_timeout: 0 } }
      - { id: g, agent: claude, prompt: p, pipeline: { review_spec: critic } }
      - { id: h, agent: claude, prompt: p, pipeline: { review: often, rounds: -1 } }
      - { id: i, agent: claude, prompt: p, pipeline: { tdd: { skip: "" }, test: make } }
      - { id: j, agent: claude, prompt: p, pipeline: { models: { green: x } } }
      - { id: k, run: make, pipeline: tdd }
      - { id: l, agent: claude, prompt: p, pipeline: { review_spec: false, review_quality: false } }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:11  error  unknown key "implment" in models: { write-test, implement, review-spec, review-quality }
        models: { implment: a }
                  ^~~~~~~~
        did you mean "implement"?

    plan.yaml:8:54  error  "tdd" needs "test", the command that shows a test to fail and to pass
              - { id: a, agent: claude, prompt: p, pipeline: tdd }
                                                             ^~~
        such as pipeline: { tdd: true, test: npm test }

    plan.yaml:9:54  error  "pipeline" is "ttd", expected tdd, false or a pipeline: { tdd, test, review_spec, review_quality, rounds, … }
              - { id: b, agent: claude, prompt: p, pipeline: ttd }
                                                             ^~~
        did you mean "tdd"?

    plan.yaml:10:54  error  "pipeline" is true, expected tdd, false or a pipeline: { tdd, test, review_spec, review_quality, rounds, … }
              - { id: c, agent: claude, prompt: p, pipeline: true }
                                                             ^~~~

    plan.yaml:11:56  error  "tdd" needs "test", the command that shows a test to fail and to pass
              - { id: d, agent: claude, prompt: p, pipeline: { tdd: true } }
                                                               ^~~
        such as pipeline: { tdd: true, test: npm test }

    plan.yaml:12:79  error  "retry_limit" is another name for "rounds"; this has both
              - { id: e, agent: claude, prompt: p, pipeline: { test: make, rounds: 1, retry_limit: 2 } }
                                                                                      ^~~~~~~~~~~
        keep one of them

    plan.yaml:13:82  error  "test_timeout" is 0s, expected at least 1ms
              - { id: f, agent: claude, prompt: p, pipeline: { test: make, test_timeout: 0 } }
                                                                                         ^

    plan.yaml:14:69  error  there is no agent "critic"
              - { id: g, agent: claude, prompt: p, pipeline: { review_spec: critic } }
                                                                            ^~~~~~
        there are: claude, codex, gemini, opencode, copilot, qwen, pi

    plan.yaml:15:64  error  "review" is "often", expected fresh or inline
              - { id: h, agent: claude, prompt: p, pipeline: { review: often, rounds: -1 } }
                                                                       ^~~~~

    plan.yaml:15:79  error  "rounds" is -1, expected a whole number from 0 to 100
              - { id: h, agent: claude, prompt: p, pipeline: { review: often, rounds: -1 } }
                                                                                      ^~

    plan.yaml:16:69  error  "skip" is "", expected text: why not
              - { id: i, agent: claude, prompt: p, pipeline: { tdd: { skip: "" }, test: make } }
                                                                            ^~

    plan.yaml:17:66  error  unknown key "green" in models: { write-test, implement, review-spec, review-quality }
              - { id: j, agent: claude, prompt: p, pipeline: { models: { green: x } } }
                                                                         ^~~~~
        known keys: write-test, implement, review-spec, review-quality

    plan.yaml:18:29  error  "pipeline" is for the work of agents, and this task is a command
              - { id: k, run: make, pipeline: tdd }
                                    ^~~~~~~~

    plan.yaml:19:54  warning  this pipeline neither tests nor reviews anything
              - { id: l, agent: claude, prompt: p, pipeline: { review_spec: false, review_quality: false } }
                                                             ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        add "test", or leave it out"
  `);
});

test("a failing test first is taken back with a reason only", () => {
  expect(
    told(`pawl: 1
name: x
workspace: worktree
defaults: { pipeline: { tdd: true, test: make test } }
phases:
  - id: a
    tasks:
      - { id: a, agent: claude, prompt: p, pipeline: false }
      - { id: b, agent: claude, prompt: p, pipeline: { tdd: false } }
      - { id: c, agent: claude, prompt: p, pipeline: { tdd: { skip: words } } }
  - id: b
    pipeline: { tdd: false }
    tasks: [{ id: a, agent: claude, prompt: p }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:54  error  the plan asks for a failing test first, and this takes it back without a reason
              - { id: a, agent: claude, prompt: p, pipeline: false }
                                                             ^~~~~
        say why: tdd: { skip: "nothing here can be tested" }

    plan.yaml:9:56  error  the plan asks for a failing test first, and this takes it back without a reason
              - { id: b, agent: claude, prompt: p, pipeline: { tdd: false } }
                                                               ^~~
        say why: tdd: { skip: "nothing here can be tested" }

    plan.yaml:12:17  error  the plan asks for a failing test first, and this takes it back without a reason
            pipeline: { tdd: false }
                        ^~~
        say why: tdd: { skip: "nothing here can be tested" }"
  `);
});

test("nothing is committed without a worktree, which is said once", () => {
  expect(
    told(`pawl: 1
name: x
models: { implement: a }
defaults: { pipeline: { test: make test } }
phases:
  - id: a
    tasks:
      - { id: a, agent: claude, prompt: p }
      - { id: b, agent: claude, prompt: p }
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:23  warning  what this comes to is not committed: the phase works in the plan's own folder
        defaults: { pipeline: { test: make test } }
                              ^~~~~~~~~~~~~~~~~~~
        with "workspace: worktree" it is"
  `);
  expect(told("pawl: 1\nname: x\nmodels: { implement: a }\nphases: [{ id: a, run: make }]\n"))
    .toMatchInlineSnapshot(`
    "plan.yaml:3:9  warning  "models" names models for stages, and no task goes through any
        models: { implement: a }
                ^~~~~~~~~~~~~~~~
        give agents a "model", or the tasks a "pipeline""
  `);
});
