import { expect, test } from "vitest";
import { plan, told } from "./support.ts";

test("no plan at all", () => {
  expect(told("")).toMatchInlineSnapshot(`
    "plan.yaml  error  this file is empty
        pawl init writes a plan to start from"
  `);
  expect(told("# only a comment\n")).toMatchInlineSnapshot(`
    "plan.yaml  error  this file is empty
        pawl init writes a plan to start from"
  `);
  expect(told("just text")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  a plan is a map of keys; this is "just text"
        just text
        ^~~~~~~~~
        it begins with "pawl: 1", a "name" and a list of "phases""
  `);
  expect(told("- a\n- b\n")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  a plan is a map of keys; this is a list
        - a
        ^~~
        it begins with "pawl: 1", a "name" and a list of "phases""
  `);
  expect(told("null")).toMatchInlineSnapshot(`
    "plan.yaml  error  this file is empty
        pawl init writes a plan to start from"
  `);
  expect(told("{}")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  the plan needs "pawl"
        {}
        ^~
        add "pawl": 1 (the version of the plan format)

    plan.yaml:1:1  error  the plan needs "name"
        {}
        ^~
        add "name": text

    plan.yaml:1:1  error  the plan needs "phases"
        {}
        ^~
        add "phases": a list of one phase or more"
  `);
});

test("keys at the top", () => {
  expect(told("name: x\nphasess: []\nphases: []\n")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  the plan needs "pawl"
        name: x
        ^~~~
        add "pawl": 1 (the version of the plan format)

    plan.yaml:2:1  error  unknown key "phasess" in the plan
        phasess: []
        ^~~~~~~
        did you mean "phases"?

    plan.yaml:3:9  error  "phases" is an empty list, expected a list of one phase or more
        phases: []
                ^~"
  `);
  expect(told('pawl: 2\nname: 2.4\nphases: [{ id: a, run: "true" }]\n')).toMatchInlineSnapshot(`
    "plan.yaml:1:7  error  "pawl" is 2, expected 1 (the version of the plan format)
        pawl: 2
              ^

    plan.yaml:2:7  error  "name" is 2.4, expected text
        name: 2.4
              ^~~
        text needs quotes here: "2.4""
  `);
  expect(told("pawl: 1\nname: x\nphases:\n  build:\n    run: make\n")).toMatchInlineSnapshot(`
    "plan.yaml:4:3  error  unknown key "build" in phases of a list: { from, agent, pipeline, … }
          build:
          ^~~~~
        known keys: from, spec, agent, prompt, pipeline, env, gate, workspace, context, checkpoint, timeout, retry, cwd, continue_on_error, max_output, grace, isolation

    plan.yaml:4:3  error  phases of a list: { from, agent, pipeline, … } needs "from"
          build:
          ^~~~~
        add "from": the path of a list of tasks"
  `);
  expect(
    told(
      plan("  - { id: a, run: make }\n") +
        "concurrency: 0\non_failure: stopp\nstate: postgres\ndefaults: 3\nenv:\nnotify: x\nparams: [a]\nfrobnicate: 1\n",
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:14  error  "concurrency" is 0, expected a whole number from 1 to 256
        concurrency: 0
                     ^

    plan.yaml:6:13  error  "on_failure" is "stopp", expected continue or stop
        on_failure: stopp
                    ^~~~~
        did you mean "stop"?

    plan.yaml:7:8  error  "state" is "postgres", expected json, sqlite or redis://host:port/database
        state: postgres
               ^~~~~~~~

    plan.yaml:8:11  error  "defaults" is 3, expected a map of settings
        defaults: 3
                  ^

    plan.yaml:9:5  error  "env" is empty, expected a map of environment variables
        env:
            ^
        leave the key out, or give it a value

    plan.yaml:10:9  error  "notify" is "x", expected a list of notifications
        notify: x
                ^
        write it as a list: ["x"]

    plan.yaml:11:9  error  "params" is a list, expected a map of parameters
        params: [a]
                ^~~

    plan.yaml:12:1  error  unknown key "frobnicate" in the plan
        frobnicate: 1
        ^~~~~~~~~~
        known keys: pawl, name, description, params, inputs, state, concurrency, on_failure, env, defaults, workspace, models, details, context, mirror, github, budget, notify, agents, specialists and 1 more"
  `);
});

test("keys given twice", () => {
  expect(told(plan("  - id: a\n    run: make\n    run: make it\n"))).toMatchInlineSnapshot(`
    "plan.yaml:6:5  error  "run" is given twice, first in line 5
            run: make it
            ^~~
        keep one of them"
  `);
  expect(told('{"pawl": 1, "name": "x", "name": "y", "phases": [{"id": "a", "run": "make"}]}'))
    .toMatchInlineSnapshot(`
    "plan.yaml:1:26  error  "name" is given twice, first in line 1
        {"pawl": 1, "name": "x", "name": "y", "phases": [{"id": "a", "run": "make"}]}
                                 ^~~~~~
        keep one of them"
  `);
});

test("phases and tasks", () => {
  expect(
    told(
      plan(`  - run: make
  - id: no tasks
  - id: empty
    tasks: []
  - id: both
    run: make
    tasks:
      - { id: t, run: make }
  - id: settings
    timeout: 5m
    outputs: [a]
    tasks:
      - { id: t, rum: make, timeot: 5 }
      - run: make
      - make
      - { id: 7, run: 7 }
  - make
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:5  error  a phase needs "id"
          - run: make
            ^~~
        add "id": an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"

    plan.yaml:5:9  error  "id" is "no tasks", expected an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
          - id: no tasks
                ^~~~~~~~

    plan.yaml:5:9  error  the phase "no tasks" needs "tasks", "run", or "agent" and "prompt"
          - id: no tasks
                ^~~~~~~~

    plan.yaml:7:12  error  "tasks" is an empty list, expected a list of one task or more
            tasks: []
                   ^~

    plan.yaml:9:5  error  a phase has either "tasks" or "run", not both
            run: make
            ^~~

    plan.yaml:14:5  error  "outputs" is a task's, not a phase's
            outputs: [a]
            ^~~~~~~
        give it to a task

    plan.yaml:16:11  error  a task needs "run", or "agent" and "prompt"
              - { id: t, rum: make, timeot: 5 }
                  ^~
        add "run": a shell command; or "agent" and "prompt"

    plan.yaml:16:18  error  unknown key "rum" in a task
              - { id: t, rum: make, timeot: 5 }
                         ^~~
        did you mean "run"?

    plan.yaml:16:29  error  unknown key "timeot" in a task
              - { id: t, rum: make, timeot: 5 }
                                    ^~~~~~
        did you mean "timeout"?

    plan.yaml:17:9  error  a task needs "id"
              - run: make
                ^~~
        add "id": an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"

    plan.yaml:18:9  error  an entry of "tasks" is "make", expected a task
              - make
                ^~~~

    plan.yaml:19:15  error  "id" is 7, expected an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
              - { id: 7, run: 7 }
                      ^

    plan.yaml:19:23  error  "run" is 7, expected a shell command
              - { id: 7, run: 7 }
                              ^
        text needs quotes here: "7"

    plan.yaml:20:5  error  an entry of "phases" is "make", expected a phase
          - make
            ^~~~"
  `);
});

test("values of settings", () => {
  expect(
    told(
      plan(`  - id: a
    tasks:
      - id: t
        run: make
        timeout: 5 minutes
        grace: 2h
        max_output: 1KB
        retry: 0
        cwd: [x]
        continue_on_error: yes
        outputs: [a-b, c]
        when: 3
      - id: u
        run: make
        timeout: 0
        max_output: 8 megabytes
        retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, tries: 3 }
      - { id: v, run: make, timeout: 31d, max_output: 2GiB, retry: { delay: 2d }, grace: -1 }
      - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
    when: tasks.x
    checkpoint: 1
    order: sequential
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:8:18  error  "timeout" is "5 minutes", expected a duration such as 30s, 5m or 1h30m (a bare number counts seconds)
                timeout: 5 minutes
                         ^~~~~~~~~

    plan.yaml:9:16  error  "grace" is 2h, expected at most 1h
                grace: 2h
                       ^~

    plan.yaml:10:21  error  "max_output" is 1KB, expected at least 4KB
                max_output: 1KB
                            ^~~

    plan.yaml:11:16  error  "retry" is 0, expected a number of tries from 1 to 1000, or { max_attempts, backoff, delay, max_delay, jitter }
                retry: 0
                       ^

    plan.yaml:12:14  error  "cwd" is a list, expected a folder
                cwd: [x]
                     ^~~

    plan.yaml:13:28  error  "continue_on_error" is "yes", expected true or false
                continue_on_error: yes
                                   ^~~

    plan.yaml:15:15  error  "when" is 3, expected success, failure, always or an expression
                when: 3
                      ^
        text needs quotes here: "3"

    plan.yaml:18:18  error  "timeout" is 0s, expected at least 1ms
                timeout: 0
                         ^

    plan.yaml:19:21  error  "max_output" is "8 megabytes", expected a size such as 64KB, 8MB or 1GiB (a bare number counts bytes)
                max_output: 8 megabytes
                            ^~~~~~~~~~~

    plan.yaml:20:32  error  "max_attempts" is 1.5, expected a whole number from 1 to 1000
        …       retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, trie…
                                       ^~~

    plan.yaml:20:46  error  "backoff" is "exponentiall", expected exponential, constant or none
        … retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, tries: 3 }
                                               ^~~~~~~~~~~~
        did you mean "exponential"?

    plan.yaml:20:82  error  "max_delay" is 30s, expected at least the delay of 1m
        … retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, tries: 3 }
                                                                                   ^~~

    plan.yaml:20:95  error  "jitter" is 2, expected a number from 0 to 1
        … retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, tries: 3 }
                                                                                                ^

    plan.yaml:20:98  error  unknown key "tries" in a retry policy
        … retry: { max_attempts: 1.5, backoff: exponentiall, delay: 1m, max_delay: 30s, jitter: 2, tries: 3 }
                                                                                                   ^~~~~
        known keys: max_attempts, backoff, delay, max_delay, jitter

    plan.yaml:21:38  error  "timeout" is 31d, expected at most 30d
              - { id: v, run: make, timeout: 31d, max_output: 2GiB, retry: { delay: 2d }, grace: -1 }
                                             ^~~

    plan.yaml:21:55  error  "max_output" is 2GiB, expected at most 1GiB
              - { id: v, run: make, timeout: 31d, max_output: 2GiB, retry: { delay: 2d }, grace: -1 }
                                                              ^~~~

    plan.yaml:21:77  error  "delay" is 2d, expected at most 1d
              - { id: v, run: make, timeout: 31d, max_output: 2GiB, retry: { delay: 2d }, grace: -1 }
                                                                                    ^~

    plan.yaml:21:90  error  "grace" is -1, expected a duration such as 30s, 5m or 1h30m (a bare number counts seconds)
              - { id: v, run: make, timeout: 31d, max_output: 2GiB, retry: { delay: 2d }, grace: -1 }
                                                                                                 ^~

    plan.yaml:22:23  error  "run" is "", expected a shell command
              - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
                              ^~

    plan.yaml:22:32  error  "cwd" is "", expected a folder
              - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
                                       ^~

    plan.yaml:22:50  error  "depends_on" is a map, expected an id or a list of ids
              - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
                                                         ^
        write it as a list: [ ]

    plan.yaml:22:63  error  "env" is "x", expected a map of environment variables
              - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
                                                                      ^

    plan.yaml:22:79  error  "description" is 3, expected text
              - { id: w, run: "", cwd: "", depends_on: { a: b }, env: x, description: 3 }
                                                                                      ^
        text needs quotes here: "3"

    plan.yaml:23:11  error  "when" is "tasks.x", expected success, failure or always
            when: tasks.x
                  ^~~~~~~

    plan.yaml:24:17  error  "checkpoint" is 1, expected true or false
            checkpoint: 1
                        ^

    plan.yaml:25:12  error  "order" is "sequential", expected parallel or sequence
            order: sequential
                   ^~~~~~~~~~"
  `);
});

test("environment, parameters and notifications", () => {
  expect(
    told(`pawl: 1
name: a plan
env:
  A-B: 1
  PAWL_RUN: x
  C: [1]
  D: { form: x }
  E: { from: 1 }
  F:
  G: { pass: false }
  H: { pass: PAWL_RUN }
  I: { from: "1 + 1", pass: true }
  PAWL_X: { pass: true }
params:
  1st: x
  level: { type: number, default: high, choices: [1, two] }
  size: { default: 3, choices: [1, 2] }
  flag: { type: boolean, choices: [1] }
  kind: { type: text }
  none: {}
  no-ne: x
  no_ne: x
  nothing:
notify:
  - { on: finished, run: say hello }
  - { on: [failed, complete], webhook: ftp://x }
  - { run: a, webhook: http://x, timeout: 1h }
  - { on: failed }
  - say
phases: [{ id: a, run: make }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:3  error  "A-B" is not the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_
          A-B: 1
          ^~~

    plan.yaml:5:3  error  "PAWL_RUN" is not the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_
          PAWL_RUN: x
          ^~~~~~~~

    plan.yaml:6:6  error  "C" is a list, expected text, a number, true, false, { from: <expression> } or { pass: true }
          C: [1]
             ^~~

    plan.yaml:7:8  error  unknown key "form" in an environment value
          D: { form: x }
               ^~~~
        did you mean "from"?

    plan.yaml:7:8  error  an environment value needs "from" or "pass"
          D: { form: x }
               ^~~~

    plan.yaml:8:14  error  "from" is 1, expected an expression
          E: { from: 1 }
                     ^
        text needs quotes here: "1"

    plan.yaml:9:5  error  "F" is empty, expected text, a number, true, false, { from: <expression> } or { pass: true }
          F:
            ^
        leave the key out, or give it a value

    plan.yaml:10:14  error  "pass" is false, expected true, or the name of a variable that does not begin with PAWL_
          G: { pass: false }
                     ^~~~~

    plan.yaml:11:14  error  "pass" is "PAWL_RUN", expected true, or the name of a variable that does not begin with PAWL_
          H: { pass: PAWL_RUN }
                     ^~~~~~~~

    plan.yaml:12:23  error  an environment value has either "from" or "pass", not both
          I: { from: "1 + 1", pass: true }
                              ^~~~

    plan.yaml:13:3  error  "PAWL_X" is not the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_
          PAWL_X: { pass: true }
          ^~~~~~

    plan.yaml:15:3  error  "1st" is not an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
          1st: x
          ^~~

    plan.yaml:16:35  error  the default of "level" is "high", expected a number
          level: { type: number, default: high, choices: [1, two] }
                                          ^~~~

    plan.yaml:16:54  error  a choice of "level" is "two", expected a number
          level: { type: number, default: high, choices: [1, two] }
                                                             ^~~

    plan.yaml:17:20  error  the default of "size" is not among its choices: 1, 2
          size: { default: 3, choices: [1, 2] }
                           ^

    plan.yaml:18:35  error  "flag" is true or false, and needs no choices
          flag: { type: boolean, choices: [1] }
                                          ^~~

    plan.yaml:18:36  error  a choice of "flag" is 1, expected true or false
          flag: { type: boolean, choices: [1] }
                                           ^

    plan.yaml:19:17  error  "type" is "text", expected string, number or boolean
          kind: { type: text }
                        ^~~~

    plan.yaml:22:3  error  "no_ne" and "no-ne" would both reach commands as $PAWL_PARAM_NO_NE
          no_ne: x
          ^~~~~
        give one of them another name

    plan.yaml:23:11  error  "nothing" is empty, expected a default value, or { type, default, description, choices }
          nothing:
                  ^
        leave the key out, or give it a value

    plan.yaml:25:11  error  "on" is "finished", expected waiting, blocked, failed or completed, or a list of these
          - { on: finished, run: say hello }
                  ^~~~~~~~

    plan.yaml:26:20  error  an entry of "on" is "complete", expected waiting, blocked, failed or completed
          - { on: [failed, complete], webhook: ftp://x }
                           ^~~~~~~~
        did you mean "completed"?

    plan.yaml:26:40  error  "webhook" is "ftp://x", expected an http or https address
          - { on: [failed, complete], webhook: ftp://x }
                                               ^~~~~~~

    plan.yaml:27:15  error  a notification has either "run" or "webhook", not both
          - { run: a, webhook: http://x, timeout: 1h }
                      ^~~~~~~

    plan.yaml:27:43  error  "timeout" is 1h, expected at most 10m
          - { run: a, webhook: http://x, timeout: 1h }
                                                  ^~

    plan.yaml:28:7  error  a notification needs "run" or "webhook"
          - { on: failed }
              ^~

    plan.yaml:29:5  error  an entry of "notify" is "say", expected a notification
          - say
            ^~~"
  `);
});

test("long values are cut, and values that cannot be shown are marked", () => {
  expect(told(plan(`  - id: ${"a b".repeat(60)}\n    run: make\n`))).toMatchInlineSnapshot(`
    "plan.yaml:4:9  error  "id" is "a ba ba ba ba ba ba ba ba ba ba ba ba b…", expected an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
          - id: a ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba ba …
                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~"
  `);
  expect(told(plan('  - id: "a\\u001b[31mb"\n    run: make\n'))).toMatchInlineSnapshot(`
    "plan.yaml:4:9  error  "id" is "a\\u001b[31mb", expected an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
          - id: "a\\u001b[31mb"
                ^~~~~~~~~~~~~~"
  `);
});

test("a number where one is taken is not told to be put in quotes", () => {
  expect(told(`pawl: 1\nname: x\nbudget: { tokens: 0.1 }\nphases: [{ id: a, run: "true" }]\n`))
    .toMatchInlineSnapshot(`
    "plan.yaml:3:19  error  "tokens" is 0.1, expected a number of tokens such as 50000 or 200k
        budget: { tokens: 0.1 }
                          ^~~"
  `);
});
