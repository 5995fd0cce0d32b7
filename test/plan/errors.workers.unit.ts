import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { told } from "./support.ts";

const withWorkers = (agents: string): string =>
  `pawl: 1\nname: a plan\nagents:\n${agents}phases:\n  - { id: p, agent: lead, prompt: Find it. }\n`;

const SCRIPT = "script: { default: [ { say: x } ] }";
const READER = `  reader: { use: scripted, ${SCRIPT}, permissions: read-only }\n`;

test("workers are read with what they are where nothing is said", () => {
  const { plan } = parsePlan(
    withWorkers(`  lead: { use: scripted, ${SCRIPT}, workers: { agent: reader } }\n${READER}`),
    { path: "plan.yaml" },
  );
  expect(plan!.agents!["lead"]!.workers).toEqual({
    agent: "reader",
    max: 8,
    parallel: 3,
    depth: 1,
    timeoutMs: 120_000,
  });
});

test("all that can be said of them", () => {
  const all = "agent: reader, max: 4, parallel: 2, depth: 2, timeout: 30s, tokens: 50k";
  const { plan } = parsePlan(
    withWorkers(`  lead: { use: scripted, ${SCRIPT}, workers: { ${all} } }\n${READER}`),
    { path: "plan.yaml" },
  );
  expect(plan!.agents!["lead"]!.workers).toEqual({
    agent: "reader",
    max: 4,
    parallel: 2,
    depth: 2,
    timeoutMs: 30_000,
    tokens: 50_000,
  });
});

test("workers that could write, that nobody is, and more of them than there may be", () => {
  expect(
    told(
      withWorkers(`  lead:
    use: scripted
    ${SCRIPT}
    workers: { agent: writer, max: 2, parallel: 3 }
  other: { use: scripted, ${SCRIPT}, workers: { agent: nobody, max: 1000, depth: 9 } }
  none: { use: scripted, ${SCRIPT}, workers: { max: 2 } }
  writer: { use: scripted, ${SCRIPT} }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:7:23  error  workers only look, and the permissions of the agent "writer" are edit
            workers: { agent: writer, max: 2, parallel: 3 }
                              ^~~~~~
        say "permissions: read-only" of it

    plan.yaml:7:39  warning  3 side by side are more than there may be in all (2)
            workers: { agent: writer, max: 2, parallel: 3 }
                                              ^~~~~~~~

    plan.yaml:8:82  error  there is no agent "nobody"
        …se: scripted, script: { default: [ { say: x } ] }, workers: { agent: nobody, max: 1000, depth: 9 } }
                                                                              ^~~~~~
        there are: lead, other, none, writer, claude, codex, gemini, opencode, copilot, qwen, pi

    plan.yaml:8:95  error  "max" is 1000, expected a whole number from 1 to 100
        …se: scripted, script: { default: [ { say: x } ] }, workers: { agent: nobody, max: 1000, depth: 9 } }
                                                                                           ^~~~

    plan.yaml:8:108  error  "depth" is 9, expected a whole number from 1 to 3
        …se: scripted, script: { default: [ { say: x } ] }, workers: { agent: nobody, max: 1000, depth: 9 } }
                                                                                                        ^

    plan.yaml:9:74  error  workers: a map with the agent that they are needs "agent"
          none: { use: scripted, script: { default: [ { say: x } ] }, workers: { max: 2 } }
                                                                                 ^~~
        add "agent": the name of an agent"
  `);
});

test("agents that cannot ask, and workers whose tokens nobody tells", () => {
  expect(
    told(
      withWorkers(`  lead: { use: qwen, permissions: full, workers: { agent: reader } }
  text: { use: scripted, ${SCRIPT}, attempt_tools: false, workers: { agent: reader } }
  untold: { use: scripted, ${SCRIPT}, workers: { agent: shell, tokens: 10k } }
  shell: { use: command, command: [cat], permissions: read-only }
${READER}`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:41  error  qwen takes no tools over MCP, by which workers are asked for
          lead: { use: qwen, permissions: full, workers: { agent: reader } }
                                                ^~~~~~~
        leave "workers" out, or use another driver

    plan.yaml:5:85  error  workers are asked for by the attempt's tools, and "attempt_tools" is false
        …e: scripted, script: { default: [ { say: x } ] }, attempt_tools: false, workers: { agent: reader } }
                                                                                 ^~~~~~~

    plan.yaml:6:90  error  command does not tell what it uses up, so that nothing can hold workers to "tokens"
        …told: { use: scripted, script: { default: [ { say: x } ] }, workers: { agent: shell, tokens: 10k } }
                                                                                              ^~~~~~

    plan.yaml:7:42  warning  command cannot be held to "read-only"; what it has changed is noticed afterwards
          shell: { use: command, command: [cat], permissions: read-only }
                                                 ^~~~~~~~~~~"
  `);
});
