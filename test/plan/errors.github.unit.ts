import { expect, test } from "vitest";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { systemLookup } from "../../src/plan/checks/systemLookup.ts";
import { told } from "./support.ts";

test("issues that cannot be", () => {
  expect(
    told(`pawl: 1
name: x
params: { n: { default: 1 } }
github:
  repo: https://github.com/octo/shop
  issue: "#7"
  base_url: http://git.example.com
  labels: "a,b"
  approvers: ["@ann"]
  poll: 10ms
phases: [{ id: a, run: make }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:9  error  "https://github.com/octo/shop" is no repository, expected owner/name
          repo: https://github.com/octo/shop
                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~
        did you mean "octo/shop"?

    plan.yaml:6:10  error  "#7" is no number of an issue, expected one such as 42
          issue: "#7"
                 ^~~~

    plan.yaml:7:13  error  "http://git.example.com" is no address that a token may be sent to, expected one that begins with https://
          base_url: http://git.example.com
                    ^~~~~~~~~~~~~~~~~~~~~~
        such as "https://github.example.com/api/v3"

    plan.yaml:8:11  error  "labels" is "a,b", expected how the label begins, or false
          labels: "a,b"
                  ^~~~~

    plan.yaml:9:15  error  an entry of "approvers" is "@ann", expected a login of GitHub, without @
          approvers: ["@ann"]
                      ^~~~~~

    plan.yaml:10:9  error  "poll" is 10ms, expected at least 1s
          poll: 10ms
                ^~~~"
  `);
  expect(
    told(`pawl: 1
name: x
params: { n: { default: 1 } }
github: { repo: "octo/\${{ outputs.x }}", issue: "\${{ params.m }}" }
phases: [{ id: a, run: make }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:4:17  error  "repo" takes parameters only
        github: { repo: "octo/\${{ outputs.x }}", issue: "\${{ params.m }}" }
                        ^~~~~~~~~~~~~~~~~~~~~~~
        such as "\${{ params.phase }}"

    plan.yaml:4:49  error  the plan has no parameter "m"
        github: { repo: "octo/\${{ outputs.x }}", issue: "\${{ params.m }}" }
                                                        ^~~~~~~~~~~~~~~~~
        it has: n"
  `);
  expect(
    told(`pawl: 1
name: x
github: { repo: octo/shop }
phases: [{ id: a, run: make }]
`),
  ).toMatchInlineSnapshot(`
    "plan.yaml:3:11  error  github: { repo, issue } needs "issue"
        github: { repo: octo/shop }
                  ^~~~
        add "issue": the number of an issue"
  `);
});

const PLAN = `pawl: 1
name: x
params: { r: { default: octo/shop } }
github: { repo: "\${{ params.r }}", issue: 7 }
phases: [{ id: a, run: "true" }]
`;

const withEnv = (env: Record<string, string>): string => {
  const surroundings = { folder: "/", path: "/bin", lookup: systemLookup(), env };
  const { diagnostics, text } = parsePlan(PLAN, { path: "plan.yaml", surroundings });
  return formatDiagnostics(diagnostics, text);
};

test("without a token the plan is warned of, and runs", () => {
  expect(withEnv({ GH_TOKEN: "x" })).toBe("");
  expect(withEnv({})).toMatchInlineSnapshot(`
    "plan.yaml:4:9  warning  there is no token for GitHub: runs go on without telling the issue
        github: { repo: "\${{ params.r }}", issue: 7 }
                ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~
        set GITHUB_TOKEN or GH_TOKEN"
  `);
});

test("what a plan says of it, and what it does not", () => {
  const { plan } = parsePlan(PLAN, { path: "plan.yaml" });
  expect(plan!.github).toEqual({
    repo: "${{ params.r }}",
    issue: "7",
    labels: "pawl",
    approvers: [],
    pollMs: 15_000,
  });
});
