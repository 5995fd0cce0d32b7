import type { Approve, ApproveTimeout } from "../../core/gate.ts";
import type { Findings } from "../findings.ts";
import { asList, asMap, asText, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { Around } from "./namedText.ts";
import { readDuration } from "./settings.ts";
import { readSigners } from "./signers.ts";

const DAY = 86_400_000;

/** A person's approval, in short the phrase alone. */
export function readApprove(node: Node | undefined, around: Around): Approve | undefined {
  const map = asMap(node);
  if (!node || (!map && asText(node) === undefined)) return undefined;
  const { findings } = around;
  const at = map ? get(map, "phrase") : node;
  const phrase = asText(at);
  // Of one that is not there, or is "", the schema tells.
  if (phrase && phrase.trim() === "")
    findings.error(at, "wrong-value", "the phrase is empty: nothing would have to be said");
  if (!map) return { phrase: phrase ?? "", checklist: [] };
  const one = asText(get(map, "from"));
  return defined({
    phrase: phrase ?? "",
    checklist: textsOf(get(map, "checklist")) ?? [],
    from: one === undefined ? textsOf(get(map, "from")) : [one],
    signers: readSigners(get(map, "signers"), around),
    timeout: readTimeout(asMap(get(map, "timeout")), findings),
  });
}

function readTimeout(map: MapNode | undefined, findings: Findings): ApproveTimeout | undefined {
  if (!map) return undefined;
  const afterMs = readDuration(map, "after", { least: 1_000, most: 365 * DAY }, findings);
  const then = (asText(get(map, "then")) ?? "escalate") as ApproveTimeout["then"];
  const run = get(map, "run");
  if (run && then === "reject") {
    const message = '"run" is for "then: escalate", and this rejects';
    findings.error(placeOf(map, "run"), "misplaced-key", message, 'see "notify" of the plan');
  }
  return defined({
    afterMs: afterMs ?? DAY,
    // oxlint-disable-next-line unicorn/no-thenable -- a word of plans; it is no function
    then,
    run: run?.kind === "scalar" ? written(run, findings.text) : undefined,
  });
}

const textsOf = (node: Node | undefined): string[] | undefined =>
  asList(node)?.items.flatMap((item) => asText(item) ?? []);
