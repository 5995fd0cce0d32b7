import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Check, CheckResult, Evidence } from "../../src/core/gate.ts";
import { phaseId } from "../../src/core/ids.ts";
import { evidenceDigest, whatChanged } from "../../src/gates/evidence.ts";

const id = fc.stringMatching(/^[a-z]{1,6}$/);
const hash = fc.stringMatching(/^[0-9a-f]{40}$/);

const result: fc.Arbitrary<CheckResult> = fc.record({
  id,
  type: fc.constantFrom("run", "files"),
  passed: fc.boolean(),
  text: fc.string(),
  argv: fc.array(fc.string(), { maxLength: 3 }),
  durationMs: fc.nat(),
});

const asked = fc.record({
  run: id,
  phase: id,
  planSha256: hash,
  gate: fc.record({
    checks: fc.array(
      fc.record({
        id,
        type: fc.constant("run"),
        run: fc.string(),
        timeoutMs: fc.nat(),
      }) as fc.Arbitrary<Check>,
      { maxLength: 3 },
    ),
  }),
  artifacts: fc.uniqueArray(
    fc.record({
      name: id,
      sha256: hash,
      bytes: fc.nat(),
      value: fc.jsonValue() as fc.Arbitrary<null>,
    }),
    { selector: ({ name }) => name, maxLength: 3 },
  ),
});

const seen = fc.record({
  tree: fc.record({ tree: hash, base: hash, commit: hash }),
  checks: fc.array(result, { maxLength: 3 }),
});

describe("the digest of evidence", () => {
  test("is the same for what says the same, in whatever order and however long it took", () => {
    fc.assert(
      fc.property(asked, seen, fc.nat(), fc.string(), (asked, seen, durationMs, tail) => {
        const digest = evidenceDigest(asked, seen);
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
        const again = structuredClone(seen);
        const checks = again.checks.map((each) => ({
          ...each,
          durationMs,
          tail,
          text: tail,
          outputSha256: tail,
        }));
        const tree = { ...again.tree, commit: "another" };
        const artifacts = asked.artifacts.toReversed();
        expect(evidenceDigest({ ...asked, artifacts }, { tree, checks })).toBe(digest);
      }),
    );
  });

  test("differs with each of its parts", () => {
    fc.assert(
      fc.property(asked, seen, result, hash, (asked, seen, check, other) => {
        const digest = evidenceDigest(asked, seen);
        const { gate, artifacts } = asked;
        const { tree, checks } = seen;
        const added = { type: "that" as const, id: "added", source: "true" };
        const changedAsked = [
          { run: `${asked.run}x` },
          { phase: `${asked.phase}x` },
          { planSha256: `${other}x` },
          { gate: { checks: [...gate.checks, added] } },
          { gate: { ...gate, approve: { phrase: "go on", checklist: [] } } },
          { artifacts: [...artifacts, { name: "added", sha256: other, bytes: 1, value: null }] },
          { artifacts: artifacts.map((each) => ({ ...each, sha256: `${each.sha256}x` })) },
        ];
        const changedSeen = [
          { tree: { ...tree, tree: `${tree.tree}x` } },
          { tree: { ...tree, base: `${tree.base}x` } },
          { checks: [...checks, check] },
          { checks: checks.map((each) => ({ ...each, passed: !each.passed })) },
          { checks: checks.map((each) => ({ ...each, argv: [...(each.argv ?? []), "x"] })) },
        ];
        const isEmpty = (more: object): boolean =>
          Object.values(more).some((each) => Array.isArray(each) && each.length === 0);
        for (const more of changedAsked.filter((each) => !isEmpty(each)))
          expect(evidenceDigest({ ...asked, ...more }, seen)).not.toBe(digest);
        for (const more of changedSeen.filter((each) => !isEmpty(each)))
          expect(evidenceDigest(asked, { ...seen, ...more })).not.toBe(digest);
      }),
    );
  });

  test("is this one, for ever: approvals in journals refer to it", () => {
    const digest = evidenceDigest(
      {
        run: "r-1",
        phase: "build",
        planSha256: "ab",
        gate: { checks: [{ id: "t", type: "run", run: "true", timeoutMs: 1000 }] },
        artifacts: [{ name: "state", sha256: "cd", bytes: 2, value: {} }],
      },
      {
        tree: { tree: "t1" },
        checks: [{ id: "t", type: "run", passed: true, text: "exit 0", durationMs: 5 }],
      },
    );
    expect(digest).toBe("3d253936faf9f74bc37ffa5b4e3293c7bc7c63c98fe76abcd38652dd080ee167");
  });
});

describe("what has changed", () => {
  const evidence = (more: Partial<Evidence>): Evidence => ({
    phase: phaseId("build"),
    round: 1,
    tree: { tree: "1".repeat(40), base: "a".repeat(40) },
    checks: [],
    artifacts: [],
    digest: "",
    ...more,
  });
  const check = (id: string, passed: boolean, ...argv: string[]): CheckResult => ({
    id,
    type: "run",
    passed,
    text: "",
    argv,
    durationMs: 1,
  });

  test("is nothing between equals", () => {
    expect(whatChanged(evidence({}), evidence({ digest: "other", round: 2 }))).toEqual([]);
  });

  test("is told in words", () => {
    const before = evidence({
      checks: [check("tests", true, "a"), check("lint", true, "b"), check("old", true)],
      artifacts: [
        { name: "state", sha256: "1" },
        { name: "gone", sha256: "1" },
      ],
    });
    const after = evidence({
      tree: { tree: "2".repeat(40) },
      checks: [check("tests", false, "a"), check("lint", true, "c"), check("new", true)],
      artifacts: [
        { name: "state", sha256: "2" },
        { name: "fresh", sha256: "1" },
      ],
    });
    expect(whatChanged(before, after)).toEqual([
      "the base was aaaaaaaaaaaa, and is none now",
      "the files were tree 111111111111, and are 222222222222 now",
      "check tests passed, and failed now",
      "check lint runs another command now",
      "check old is no more",
      "check new is new: it passed",
      "artifact state has changed",
      "artifact gone is no more",
      "artifact fresh is new",
    ]);
  });
});
