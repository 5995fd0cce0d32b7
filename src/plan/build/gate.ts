import type { Gate } from "../../core/gate.ts";
import type { TaskSettings } from "../../core/plan.ts";
import { quoted } from "../schema/words.ts";
import { asList, asMap, asText, get } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { readApprove } from "./approve.ts";
import { readCheck } from "./check.ts";
import { defined } from "./defined.ts";
import type { CheckDraft, GateDraft } from "./draft.ts";
import type { Around } from "./namedText.ts";

interface GateAround extends Around {
  readonly defaults: TaskSettings;
}

/** The gate of a phase. */
export function readGate(node: Node | undefined, around: GateAround): GateDraft | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  const { findings } = around;
  const at = map.entries[0]?.at ?? map;
  const items = asList(get(map, "checks"))?.items ?? [];
  const approve = readApprove(get(map, "approve"), around);
  if (!get(map, "checks") && !get(map, "approve")) {
    const message = 'an empty gate holds nothing back; it needs "checks" or "approve"';
    findings.error(at, "missing-key", message, "or leave it out");
  }
  const checks = named(
    items.flatMap((item) => asMap(item) ?? []),
    around,
  );
  const gate: Gate = defined({
    checks: checks.map(({ name, check }) => ({ ...check, id: name })),
    approve,
  });
  return { at, gate, checks };
}

/** Checks with their ids: those that are written first, for none of these may be given to another. */
function named(maps: readonly MapNode[], around: GateAround): CheckDraft[] {
  const { findings } = around;
  const drafts = maps.flatMap((map) => readCheck(map, around) ?? []);
  const taken = new Map<string, Node>();
  for (const { written } of drafts) {
    const id = asText(written);
    if (id === undefined) continue;
    const other = taken.get(id);
    if (other) {
      const message = `the gate has a check ${quoted(id)} already, in line ${findings.lineOf(other)}`;
      findings.error(written, "duplicate-id", message);
    } else taken.set(id, written!);
  }
  const used = new Set(taken.keys());
  return drafts.map((draft) => {
    const name = asText(draft.written) ?? unused(wordFor(draft.check), used);
    used.add(name);
    return { ...draft, name };
  });
}

/** What to call a check that has no name: by its command, or by what it is. */
function wordFor(check: CheckDraft["check"]): string {
  if (check.type === "guard") return check.guard;
  if (check.type === "run" && check.ready) return check.ready;
  if (check.type !== "run") return check.type;
  const [line = ""] = check.run.trim().split("\n");
  const words = line.replaceAll(/[^A-Za-z0-9_.]+/g, "-").replace(/^[^A-Za-z_]+/, "");
  return words.slice(0, LONGEST).replace(/[-.]+$/, "") || check.type;
}

const LONGEST = 24;

function unused(word: string, used: ReadonlySet<string>): string {
  if (!used.has(word)) return word;
  let number = 2;
  while (used.has(`${word}-${number}`)) number++;
  return `${word}-${number}`;
}
