import type { TaskSettings } from "../../core/plan.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asList, asNumber, asText, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { CheckDraft } from "./draft.ts";
import type { Around } from "./namedText.ts";
import { readReadyCheck } from "./readyCheck.ts";
import { readDuration } from "./settings.ts";

/** What a check can be, by the key that says so; and the keys that only it has a use for. */
const KINDS = {
  run: ["cwd", "timeout", "alone", "starts"],
  that: ["message"],
  files: [],
  coverage: ["lines", "branches", "functions", "statements", "only"],
  tests_kept: [],
  checks_kept: [],
  check: ["timeout", "alone"],
} as const;

type Kind = keyof typeof KINDS;

const NAMES = Object.keys(KINDS) as Kind[];

/** A coverage report's measures. */
export const MEASURES = ["lines", "branches", "functions", "statements"] as const;

const DAY = 86_400_000;

interface CheckAround extends Around {
  readonly defaults: TaskSettings;
}

/** One check, without its id where it has none of its own; undefined where it is not known what it checks. */
export function readCheck(map: MapNode, around: CheckAround): Omit<CheckDraft, "name"> | undefined {
  const { findings } = around;
  const kinds = NAMES.filter((each) => get(map, each));
  const [kind, second] = kinds;
  const at = map.entries[0]?.at ?? map;
  if (kind === undefined) {
    const message = `a check needs one of ${NAMES.slice(0, -1).join(", ")} or ${NAMES.at(-1)!}`;
    findings.error(at, "missing-key", message);
    return undefined;
  }
  if (second !== undefined) {
    const message = `a check is one thing; this has ${quoted(kind)} and ${quoted(second)}`;
    findings.error(placeOf(map, second), "ambiguous", message, "make two checks of it");
    return undefined;
  }
  checkKeys(map, kind, around);
  const value = get(map, kind)!;
  const check = build(map, kind, value, around);
  return check && { at, written: get(map, "id"), value, check };
}

function checkKeys(map: MapNode, kind: Kind, { findings }: Around): void {
  const keys = new Set<string>(NAMES.flatMap((each) => KINDS[each]));
  for (const key of keys) {
    const owners = NAMES.filter((each) => KINDS[each].some((own) => own === key));
    if (owners.includes(kind) || !get(map, key)) continue;
    const message = `${quoted(key)} is for a check by ${quoted(owners[0]!)}, and this is one by ${quoted(kind)}`;
    findings.error(placeOf(map, key), "misplaced-key", message);
  }
}

function build(
  map: MapNode,
  kind: Kind,
  value: Node,
  around: CheckAround,
): CheckDraft["check"] | undefined {
  switch (kind) {
    case "run":
      return value.kind === "scalar" ? runOf(map, value, around) : undefined;
    case "that": {
      const message = asText(get(map, "message"));
      const source = value.kind === "scalar" ? String(value.value) : "";
      return defined({ type: "that" as const, source, message });
    }
    case "files":
      return { type: "files", paths: pathsOf(value, around) };
    case "coverage":
      return coverageOf(map, value, around);
    case "check":
      return readReadyCheck(map, value, around);
    case "tests_kept":
    case "checks_kept": {
      const guard = kind === "tests_kept" ? "tests-kept" : "checks-kept";
      return defined({ type: "guard" as const, guard, paths: textsOf(value) } as const);
    }
  }
}

function runOf(map: MapNode, value: ScalarNode, around: CheckAround): CheckDraft["check"] {
  const { findings, defaults } = around;
  const bounds = { least: 1, most: DAY };
  const cwd = get(map, "cwd");
  if (cwd) pathsOf(cwd, around);
  return defined({
    type: "run" as const,
    run: written(value, findings.text),
    cwd: asText(cwd),
    timeoutMs: readDuration(map, "timeout", bounds, findings) ?? Math.min(defaults.timeoutMs, DAY),
    alone: asBoolean(get(map, "alone")),
    starts: asText(get(map, "starts")) as "base" | "phase" | undefined,
  });
}

function coverageOf(map: MapNode, value: Node, around: Around): CheckDraft["check"] {
  const limits = MEASURES.map((each) => [each, asNumber(get(map, each))] as const);
  if (!MEASURES.some((each) => get(map, each))) {
    const message = `"coverage" needs how much must be covered: ${MEASURES.join(", ")}`;
    around.findings.error(placeOf(map, "coverage"), "missing-key", message, "such as lines: 90");
  }
  const given = limits.filter(([, limit]) => limit !== undefined);
  return defined({
    type: "coverage" as const,
    report: pathsOf(value, around)[0] ?? "",
    ...(Object.fromEntries(given) as Partial<Record<(typeof MEASURES)[number], number>>),
    only: textsOf(get(map, "only")),
  });
}

const textsOf = (node: Node | undefined): string[] | undefined =>
  asList(node)?.items.flatMap((item) => asText(item) ?? []);

/** Paths that stay in the folder: a gate looks at what the phase made. */
function pathsOf(node: Node, { findings }: Around): string[] {
  const items = node.kind === "list" ? node.items : [node];
  return items.flatMap((item) => {
    const path = asText(item);
    if (path === undefined) return [];
    if (path.startsWith("/") || path.split("/").includes("..")) {
      const message = `${quoted(path)} leads out of the plan's folder`;
      findings.error(item, "file-outside", message, "a gate looks only at what is in it");
    }
    return [path];
  });
}
