import { afterEach, beforeEach, expect, test } from "vitest";
import { plan, PlanFolder } from "./support.ts";

let folder: PlanFolder;
beforeEach(() => void (folder = new PlanFolder()));
afterEach(() => folder.remove());

const gate = (check: string): string =>
  `  - { id: p, run: "true", gate: { checks: [${check}] } }\n`;

test("checks that will find no packages in a clean checkout", async () => {
  folder.write({ "package-lock.json": "{}", "sub/uv.lock": "" });
  const told = await folder.told(
    plan(`  - id: p
    run: "true"
    gate:
      checks:
        - run: CI=1 npm test
        - { run: "cd sub && pytest", cwd: sub }
        - run: npm ci && npm test
        - run: node --test
        - run: echo npm test
  - { id: q, run: "true", workspace: none, gate: { checks: [{ run: npm test }] } }
`),
    { lookForCommands: true },
  );
  expect(told).toMatchInlineSnapshot(`
    "plan.yaml:8:16  warning  "npm" will find no packages: checks are made in a clean checkout, which has package-lock.json and not what it names
                - run: CI=1 npm test
                       ^~~~~~~~~~~~~
        add \`workspace: { mode: inplace, setup: "npm ci" }\` to the plan

    plan.yaml:9:18  warning  "pytest" will find no packages: checks are made in a clean checkout, which has uv.lock and not what it names
                - { run: "cd sub && pytest", cwd: sub }
                         ^~~~~~~~~~~~~~~~~~
        add \`workspace: { mode: inplace, setup: "uv sync --frozen" }\` to the plan"
  `);
});

test("a plan with a workspace is told to add its setup there; with one nothing is told", async () => {
  folder.write({ "yarn.lock": "" });
  const options = { lookForCommands: true };
  const text = plan(gate("run: npm test"));
  const told = await folder.told(`${text}workspace: inplace\n`, options);
  expect(told).toContain("add `setup: yarn install --frozen-lockfile` to the plan's `workspace`");
  const setup = "workspace: { mode: inplace, setup: npm ci }\n";
  expect(await folder.told(text + setup, options)).toBe("fine");
});
