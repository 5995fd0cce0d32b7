import type { JsonValue } from "../core/artifact.ts";
import { canonicalJson } from "../core/canonicalJson.ts";
import type { CheckResult, Evidence, Tree } from "../core/gate.ts";
import { sha256 } from "./digestFile.ts";
import type { GateOrder } from "./port.ts";

/** What was found of the files. */
export interface Seen {
  readonly tree: Tree;
  readonly checks: readonly CheckResult[];
}

type Asked = Pick<GateOrder, "run" | "phase" | "gate" | "planSha256" | "artifacts">;

/**
 * SHA-256, in hex, over what an approval is for: run, gate, plan, base, tree, each check's argv and verdict, and the
 * artifacts' digests. Not over durations and outputs, nor over the commit, which is another where only HEAD moved.
 */
export function evidenceDigest(asked: Asked, { tree, checks }: Seen): string {
  const value = {
    run: asked.run,
    phase: asked.phase,
    gate: asked.gate,
    plan: asked.planSha256,
    base: tree.base ?? null,
    tree: tree.tree,
    checks: checks.map(({ id, argv, passed }) => ({ id, argv: argv ?? null, passed })),
    artifacts: asked.artifacts
      .map(({ name, sha256 }) => ({ name, sha256 }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
  };
  // Members that are undefined are none.
  const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
  return sha256().update(canonicalJson(plain)).digest("hex");
}

/** What differs between what was approved and what there is, a line each; empty where nothing can be named. */
export function whatChanged(before: Evidence, after: Evidence): string[] {
  return [
    ...differs("the base was", before.tree.base?.slice(0, 12), after.tree.base?.slice(0, 12)),
    ...differs("the files were tree", before.tree.tree.slice(0, 12), after.tree.tree.slice(0, 12)),
    ...checksChanged(before.checks, after.checks),
    ...artifactsChanged(before.artifacts, after.artifacts),
  ];
}

const differs = (what: string, before = "none", after = "none"): string[] =>
  before === after
    ? []
    : [`${what} ${before}, and ${what.startsWith("the base") ? "is" : "are"} ${after} now`];

function checksChanged(before: readonly CheckResult[], after: readonly CheckResult[]): string[] {
  return pairs(before, after, (each) => each.id).flatMap(([id, was, is]) => {
    if (!is) return [`check ${id} is no more`];
    if (!was) return [`check ${id} is new: it ${verdict(is)}`];
    const verdicts =
      was.passed === is.passed ? [] : [`check ${id} ${verdict(was)}, and ${verdict(is)} now`];
    const isSame = was.argv?.join("\0") === is.argv?.join("\0");
    return isSame ? verdicts : [...verdicts, `check ${id} runs another command now`];
  });
}

const verdict = ({ passed }: CheckResult): string => (passed ? "passed" : "failed");

function artifactsChanged(before: Evidence["artifacts"], after: Evidence["artifacts"]): string[] {
  return pairs(before, after, (each) => each.name).flatMap(([name, was, is]) => {
    if (!is) return [`artifact ${name} is no more`];
    if (!was) return [`artifact ${name} is new`];
    return was.sha256 === is.sha256 ? [] : [`artifact ${name} has changed`];
  });
}

function pairs<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): [key: string, before: Item | undefined, after: Item | undefined][] {
  const keys = new Set([...before, ...after].map(keyOf));
  const find = (items: readonly Item[], key: string): Item | undefined =>
    items.find((each) => keyOf(each) === key);
  return [...keys].map((key) => [key, find(before, key), find(after, key)]);
}
