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
  ).toMatchInlineSnapshot();
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
  ).toMatchInlineSnapshot();
});
