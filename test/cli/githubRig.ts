import { afterEach, beforeEach, expect } from "vitest";
import { FakeGithub, shown, TOKEN } from "../github/server.ts";
import { Workspace } from "./rig.ts";

interface GithubRig {
  github: FakeGithub;
  place: Workspace;
}

/** Before each test of a file: a GitHub without anything, and a folder whose Pawl knows it. */
export function useGithub(): GithubRig {
  const rig = {} as GithubRig;
  beforeEach(async () => {
    rig.github = new FakeGithub();
    await rig.github.start();
    rig.place = placeFor(rig.github);
  });
  afterEach(async () => {
    await rig.github.stop();
    rig.place.remove();
    expect(rig.github.violations).toEqual([]);
  });
  return rig;
}

export function placeFor(at: FakeGithub): Workspace {
  const made = new Workspace();
  Object.assign(made.env, { GITHUB_TOKEN: TOKEN, GH_HOST: at.host });
  return made;
}

export const issue = (at: FakeGithub, more = ""): string =>
  `github: { repo: octo/shop, issue: 7, base_url: "${at.url}"${more} }`;

export const SHOP = (at: FakeGithub): string => `pawl: 1
name: shop
${issue(at)}
phases:
  - id: build
    tasks:
      - { id: cart, run: "env > seen; echo cart >> ran" }
      - { id: till, run: "echo till >> ran", depends_on: cart }
  - id: ship
    depends_on: build
    tasks: [{ id: upload, run: "echo upload >> ran" }]
`;

const living = (place: Workspace, status: string): string => `### shop: ${status}

Run \`${place.run()}\` of Pawl: 2 of 2 phases, 3 of 3 tasks done

**\`build\`**: completed, 2 of 2 tasks
- [x] \`cart\`
- [x] \`till\`

**\`ship\`**: completed, 1 of 1 task
- [x] \`upload\``;

/** The issue says all of a run of the shop, once. Phases were told of as far as the run was then. */
export function expectTold({ github: at, place }: GithubRig): void {
  const [first, build, ship, end, ...more] = at.written();
  expect(first).toBe(living(place, "completed"));
  expect(build).toMatch(
    /^Phase `build` is complete \(2 tasks\)\. [12] of 2 phases done, (50|100) % overall\.$/,
  );
  expect(ship).toBe("Phase `ship` is complete (1 task). 2 of 2 phases done, 100 % overall.");
  expect(end).toBe(
    `Run \`${place.run()}\` of shop is complete: 2 of 2 phases, 3 tasks. Pawl closed this issue.`,
  );
  expect(more).toEqual([]);
  expect(at.labels.get("7")).toEqual(["pawl:100%"]);
  expect(at.closings).toBe(1);
}

export const GATED = (
  at: FakeGithub,
  approve = "",
  more = ", approvers: [ann], poll: 1s",
): string => `pawl: 1
name: gated
${issue(at, more)}
phases:
  - id: build
    tasks: [{ id: code, run: "echo code >> ran" }]
    gate: { approve: { phrase: proceed to ship${approve} } }
  - id: ship
    depends_on: build
    tasks: [{ id: upload, run: "echo upload >> ran" }]
`;

export const asks = (at: FakeGithub): string[] =>
  at.comments
    .map((each) => shown(each.body))
    .filter((each) => each.startsWith("**Approval wanted"));

export const commandIn = (text: string): string => /^\/pawl approve .*$/m.exec(text)![0];
