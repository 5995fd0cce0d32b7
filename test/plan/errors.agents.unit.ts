import { expect, test } from "vitest";
import { plan, told } from "./support.ts";

const withAgents = (agents: string, phases: string): string =>
  `pawl: 1\nname: a plan\nagents:\n${agents}phases:\n${phases}`;

test("tasks that are neither a command nor an agent's, or both", () => {
  expect(
    told(
      plan(`  - id: p
    tasks:
      - { id: a, run: make, agent: claude, prompt: x }
      - { id: b, prompt: x }
      - { id: c, agent: claude }
      - { id: d, run: make, prompt: x }
      - { id: e, agent: claude, prompt: "" }
      - { id: f, agent: [claude], prompt: 5, acceptance: yes, produces: { a: 1 } }
  - { id: q, agent: claude, prompt: x, tasks: [{ id: t, run: make }] }
  - { id: r, run: make, agent: claude }
  - id: s
    acceptance: [x]
    tasks: [{ id: t, agent: claude, prompt: x }]
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:29  error  either "run" or "agent" and "prompt", not both
              - { id: a, run: make, agent: claude, prompt: x }
                                    ^~~~~

    plan.yaml:7:18  error  a "prompt" needs an "agent" that carries it out
              - { id: b, prompt: x }
                         ^~~~~~
        add "agent": the name of one under "agents", or a driver such as claude; or "specialists" to the plan

    plan.yaml:8:18  error  an "agent" needs a "prompt"
              - { id: c, agent: claude }
                         ^~~~~
        add "prompt": text, or the path of a file that ends in .md, .txt or .prompt

    plan.yaml:9:29  error  either "run" or "agent" and "prompt", not both
              - { id: d, run: make, prompt: x }
                                    ^~~~~~

    plan.yaml:10:41  error  "prompt" is "", expected a prompt, or a file that holds it
              - { id: e, agent: claude, prompt: "" }
                                                ^~

    plan.yaml:11:25  error  "agent" is a list, expected the name of an agent
              - { id: f, agent: [claude], prompt: 5, acceptance: yes, produces: { a: 1 } }
                                ^~~~~~~~

    plan.yaml:11:43  error  "prompt" is 5, expected a prompt, or a file that holds it
              - { id: f, agent: [claude], prompt: 5, acceptance: yes, produces: { a: 1 } }
                                                  ^
        text needs quotes here: "5"

    plan.yaml:11:58  error  "acceptance" is "yes", expected a list of texts
              - { id: f, agent: [claude], prompt: 5, acceptance: yes, produces: { a: 1 } }
                                                                 ^~~
        write it as a list: ["yes"]

    plan.yaml:11:75  error  "produces" is a map, expected an id or a list of ids
              - { id: f, agent: [claude], prompt: 5, acceptance: yes, produces: { a: 1 } }
                                                                                  ^
        write it as a list: [ ]

    plan.yaml:12:14  error  a phase has either "tasks" or "agent", not both
          - { id: q, agent: claude, prompt: x, tasks: [{ id: t, run: make }] }
                     ^~~~~

    plan.yaml:13:25  error  either "run" or "agent" and "prompt", not both
          - { id: r, run: make, agent: claude }
                                ^~~~~

    plan.yaml:15:5  error  "acceptance" is a task's, not a phase's
            acceptance: [x]
            ^~~~~~~~~~
        give it to a task"
  `);
});

test("agents that are not there", () => {
  expect(
    told(
      withAgents(
        "  builder: { use: claude }\n",
        `  - id: p
    tasks:
      - { id: a, agent: bulider, prompt: x }
      - { id: b, agent: claud, prompt: x }
      - { id: c, agent: somebody, prompt: x }
      - { id: d, agent: ../x, prompt: x }
      - { id: e, agent: acp, prompt: x }
      - { id: f, agent: scripted, prompt: x }
`,
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:25  error  there is no agent "bulider"
              - { id: a, agent: bulider, prompt: x }
                                ^~~~~~~
        did you mean "builder"?

    plan.yaml:9:25  error  there is no agent "claud"
              - { id: b, agent: claud, prompt: x }
                                ^~~~~
        did you mean "claude"?

    plan.yaml:10:25  error  there is no agent "somebody"
              - { id: c, agent: somebody, prompt: x }
                                ^~~~~~~~
        there are: builder, claude, codex, gemini, opencode, copilot, qwen, pi

    plan.yaml:11:25  error  there is no agent "../x"
              - { id: d, agent: ../x, prompt: x }
                                ^~~~
        there are: builder, claude, codex, gemini, opencode, copilot, qwen, pi

    plan.yaml:12:25  error  "acp" is not known to do anything by itself
              - { id: e, agent: acp, prompt: x }
                                ^~~
        define it under "agents": acp: { use: acp, command: [a-program, its, arguments] }

    plan.yaml:13:25  error  "scripted" is not known to do anything by itself
              - { id: f, agent: scripted, prompt: x }
                                ^~~~~~~~
        define it under "agents": scripted: { use: scripted, script: scripts/demo.yaml }"
  `);
});

test("agents that cannot work", () => {
  expect(
    told(
      withAgents(
        `  a: { model: x }
  b: { use: claud }
  c: { use: acp }
  d: { use: scripted, program: node }
  e: { use: claude, command: [x], stdin: true, script: { default: [hang] } }
  f: { use: command, command: [x], program: x }
  g: { use: command, command: x }
  h: { use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
  i: { use: claude, env: [PAWL_X, "A B"], tools: Read, args: --x }
  j: { use: acp, command: [] }
  "k l": { use: claude }
  m: claude
`,
        "  - { id: p, run: make }\n",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:3  error  the agent "a" needs "use"
          a: { model: x }
          ^
        add "use": claude, codex, gemini, opencode, copilot, qwen, pi, acp, command or scripted

    plan.yaml:5:13  error  "use" is "claud", expected a driver: claude, codex, gemini, opencode, copilot, qwen, pi, acp, command or scripted
          b: { use: claud }
                    ^~~~~
        did you mean "claude"?

    plan.yaml:6:3  error  the agent "c" uses acp and needs "command"
          c: { use: acp }
          ^
        such as command: [a-program, its, arguments]

    plan.yaml:7:3  error  the agent "d" uses scripted and needs "script"
          d: { use: scripted, program: node }
          ^
        such as script: scripts/demo.yaml

    plan.yaml:7:23  error  "program" means nothing to an agent that uses scripted
          d: { use: scripted, program: node }
                              ^~~~~~~

    plan.yaml:8:21  error  "command" is for acp and command, and this agent uses claude
          e: { use: claude, command: [x], stdin: true, script: { default: [hang] } }
                            ^~~~~~~

    plan.yaml:8:35  error  "stdin" is for command, and this agent uses claude
          e: { use: claude, command: [x], stdin: true, script: { default: [hang] } }
                                          ^~~~~

    plan.yaml:8:48  error  "script" is for scripted, and this agent uses claude
          e: { use: claude, command: [x], stdin: true, script: { default: [hang] } }
                                                       ^~~~~~

    plan.yaml:9:36  error  "program" means nothing to an agent that uses command
          f: { use: command, command: [x], program: x }
                                           ^~~~~~~
        its "command" begins with the program

    plan.yaml:10:31  error  "command" is "x", expected a list: a program and its arguments
          g: { use: command, command: x }
                                      ^
        write it as a list: ["x"]

    plan.yaml:11:33  error  "permissions" is "write", expected read-only, edit or full
        …h: { use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60…
                                       ^~~~~

    plan.yaml:11:50  error  codex does not tell what it costs, so that nothing can hold it to "usd"
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                     ^~~
        use "tokens" or "turns"

    plan.yaml:11:55  error  "usd" is 0, expected a number from 0.01 on
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                          ^

    plan.yaml:11:65  error  "turns" is 1.5, expected a whole number from 1 on
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                                    ^~~

    plan.yaml:11:78  error  "tokens" is "0k", expected a number of tokens such as 50000 or 200k
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                                                 ^~

    plan.yaml:11:82  error  unknown key "time" in a budget: { usd, turns, tokens }
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                                                     ^~~~
        known keys: usd, turns, tokens

    plan.yaml:11:101  error  "stall" is 60d, expected at most 30d
        …{ use: codex, permissions: write, budget: { usd: 0, turns: 1.5, tokens: 0k, time: 5m }, stall: 60d }
                                                                                                        ^~~

    plan.yaml:12:27  error  an entry of "env" is "PAWL_X", expected the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_
          i: { use: claude, env: [PAWL_X, "A B"], tools: Read, args: --x }
                                  ^~~~~~

    plan.yaml:12:35  error  an entry of "env" is "A B", expected the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_
          i: { use: claude, env: [PAWL_X, "A B"], tools: Read, args: --x }
                                          ^~~~~

    plan.yaml:12:50  error  "tools" is "Read", expected a list of texts
          i: { use: claude, env: [PAWL_X, "A B"], tools: Read, args: --x }
                                                         ^~~~
        write it as a list: ["Read"]

    plan.yaml:12:62  error  "args" is "--x", expected a list of texts
          i: { use: claude, env: [PAWL_X, "A B"], tools: Read, args: --x }
                                                                     ^~~
        write it as a list: ["--x"]

    plan.yaml:13:27  error  "command" is an empty list, expected a list: a program and its arguments
          j: { use: acp, command: [] }
                                  ^~

    plan.yaml:14:3  error  "k l" is not an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
          "k l": { use: claude }
          ^~~~~

    plan.yaml:15:6  error  "m" is "claude", expected an agent
          m: claude
             ^~~~~~"
  `);
});

test("agents that cannot be held to what they are told", () => {
  expect(
    told(
      withAgents(
        `  a: { use: codex, budget: { usd: 2 } }
  b: { use: acp, command: [x], budget: { usd: 2 }, permissions: read-only }
  c: { use: command, command: [x], permissions: read-only }
  d: { use: pi, permissions: edit }
  e: { use: pi }
  f: { use: claude, budget: { usd: 2 }, permissions: read-only }
`,
        "  - { id: p, run: make }\n",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:30  error  codex does not tell what it costs, so that nothing can hold it to "usd"
          a: { use: codex, budget: { usd: 2 } }
                                     ^~~
        use "tokens" or "turns"

    plan.yaml:5:42  warning  "usd" holds only if the program tells what it costs; with acp not all do
          b: { use: acp, command: [x], budget: { usd: 2 }, permissions: read-only }
                                                 ^~~

    plan.yaml:5:52  warning  with acp, "read-only" holds as far as the program asks before it changes something; what it has changed is noticed afterwards
          b: { use: acp, command: [x], budget: { usd: 2 }, permissions: read-only }
                                                           ^~~~~~~~~~~

    plan.yaml:6:36  warning  command cannot be held to "read-only"; what it has changed is noticed afterwards
          c: { use: command, command: [x], permissions: read-only }
                                           ^~~~~~~~~~~

    plan.yaml:7:17  warning  pi cannot be held to "edit"
          d: { use: pi, permissions: edit }
                        ^~~~~~~~~~~"
  `);
});

test("scripts in the plan", () => {
  expect(
    told(
      withAgents(
        `  a: { use: scripted, script: { defualt: [hang] } }
  b:
    use: scripted
    script: |
      default:
        - { say: x, run: y }
  c: { use: scripted, script: "[" }
`,
        "  - { id: p, run: make }\n",
      ),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:33  error  unknown key "defualt" in a script
          a: { use: scripted, script: { defualt: [hang] } }
                                        ^~~~~~~
        did you mean "default"?

    plan.yaml:9:21  error  a step does one thing, and this one has "say" and "run"
                - { say: x, run: y }
                            ^~~
        begin each step with "- " on a line of its own

    plan.yaml:10:32  error  this "[" is never closed
          c: { use: scripted, script: "[" }
                                       ^
        add the "]"; on a line of its own, indent it more than the key"
  `);
});

test("context: phase", () => {
  expect(
    told(
      plan(`  - id: p
    context: phase
    order: parallel
    tasks: [{ id: a, agent: claude, prompt: x }, { id: b, agent: claude, prompt: x }]
  - id: q
    context: phase
    tasks: [{ id: a, agent: claude, prompt: x, depends_on: b }, { id: b, agent: claude, prompt: x }]
  - { id: r, context: session, run: make }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:6:5  error  "context: phase" puts the agent tasks one after another, and "order: parallel" does not
            order: parallel
            ^~~~~
        take one of them out

    plan.yaml:10:60  error  these tasks wait for one another in a cycle: a → b → a
            tasks: [{ id: a, agent: claude, prompt: x, depends_on: b }, { id: b, agent: claude, prompt: x }]
                                                                   ^
        "b" waits for "a" because the phase has "context: phase"; put them in the order in which they depend on each other

    plan.yaml:11:23  error  "context" is "session", expected task or phase
          - { id: r, context: session, run: make }
                              ^~~~~~~"
  `);
});

test("expressions in prompts", () => {
  expect(
    told(
      plan(`  - { id: one, produces: { first-thing: true, b: true }, agent: claude, prompt: x }
  - id: two
    needs: [first-thing]
    env: { X: { from: artifacts.b } }
    tasks:
      - id: a
        agent: claude
        prompt: |
          Say \${{ parms.x }} and \${{ params.x }},
            then \${{ 1 + }} and \${{ artifacts.first-thing.x }}
          \${{ artifacts.b }} \${{ artifacts["first-thing"] }} \${{ tasks.b.status }} $\${{ anything
      - { id: b, agent: claude, prompt: "and \${{ params.y }} \${{ artifacts.c" }
      - { id: c, agent: claude, prompt: 'it''s \${{ x }}', when: size(artifacts.c) > 0 }
      - { id: d, agent: claude, prompt: "\${{}}" }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:7:33  error  the phase "two" needs no artifact "b"
            env: { X: { from: artifacts.b } }
                                        ^
        add "b" to its "needs"

    plan.yaml:12:19  error  nothing is called "parms" here
                  Say \${{ parms.x }} and \${{ params.x }},
                          ^~~~~
        did you mean "params"?

    plan.yaml:12:45  error  the plan has no parameter "x"
                  Say \${{ parms.x }} and \${{ params.x }},
                                                    ^
        it has none; they are declared under "params"

    plan.yaml:13:25  error  in the expression: it ends too soon
                    then \${{ 1 + }} and \${{ artifacts.first-thing.x }}
                                ^

    plan.yaml:13:47  error  "-" subtracts here: artifacts.first-thing is not read as one name
                    then \${{ 1 + }} and \${{ artifacts.first-thing.x }}
                                                      ^~~~~~~~~~~
        write artifacts["first-thing"]

    plan.yaml:14:25  error  the phase "two" needs no artifact "b"
                  \${{ artifacts.b }} \${{ artifacts["first-thing"] }} \${{ tasks.b.status }} $\${{ anything
                                ^
        add "b" to its "needs"

    plan.yaml:14:72  error  "a" does not wait for "b", so it cannot read its status
                  \${{ artifacts.b }} \${{ artifacts["first-thing"] }} \${{ tasks.b.status }} $\${{ anything
                                                                               ^
        add "b" to its "depends_on"

    plan.yaml:15:57  error  the plan has no parameter "y"
              - { id: b, agent: claude, prompt: "and \${{ params.y }} \${{ artifacts.c" }
                                                                ^
        it has none; they are declared under "params"

    plan.yaml:15:62  error  this "\${{" is never closed by "}}"
              - { id: b, agent: claude, prompt: "and \${{ params.y }} \${{ artifacts.c" }
                                                                     ^~~
        write "$\${{" for the characters themselves

    plan.yaml:16:52  error  nothing is called "x" here
              - { id: c, agent: claude, prompt: 'it''s \${{ x }}', when: size(artifacts.c) > 0 }
                                                           ^
        there are: params, outputs, tasks, artifacts

    plan.yaml:16:80  error  the phase "two" needs no artifact "c"
              - { id: c, agent: claude, prompt: 'it''s \${{ x }}', when: size(artifacts.c) > 0 }
                                                                                       ^
        it needs: first-thing

    plan.yaml:17:45  error  in the expression: it is empty
              - { id: d, agent: claude, prompt: "\${{}}" }
                                                    ^"
  `);
  expect(
    told("pawl: 1\nname: x\nenv: { A: { from: artifacts.a } }\nphases: [{ id: p, run: make }]\n"),
  ).toMatchInlineSnapshot(`
    "plan.yaml:3:19  error  "artifacts" can be read only in a phase that needs them
        env: { A: { from: artifacts.a } }
                          ^~~~~~~~~"
  `);
});
