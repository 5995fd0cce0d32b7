import type { Notify, NotifyOn } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { asList, asMap, asText, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { readDuration } from "./settings.ts";

const ALL: readonly NotifyOn[] = ["waiting", "blocked", "failed", "completed"];
const TEN_SECONDS = 10_000;

/** Whom a plan tells how its runs fare. */
export function readNotify(node: Node | undefined, findings: Findings): Notify[] {
  return (asList(node)?.items ?? []).flatMap((item) => {
    const map = asMap(item);
    return map ? readOne(map, findings) : [];
  });
}

function readOne(map: MapNode, findings: Findings): Notify[] {
  const target = readTarget(map, findings);
  if (!target) return [];
  const bounds = { least: 1, most: 600_000 };
  const timeoutMs = readDuration(map, "timeout", bounds, findings) ?? TEN_SECONDS;
  return [{ on: readOn(get(map, "on")), target, timeoutMs }];
}

function readOn(node: Node | undefined): readonly NotifyOn[] {
  const one = asText(node);
  if (one !== undefined) return [one as NotifyOn];
  const several = asList(node)?.items.flatMap((item) => asText(item) ?? []);
  return several ? [...new Set(several as NotifyOn[])] : ALL;
}

function readTarget(map: MapNode, findings: Findings): Notify["target"] | undefined {
  const run = get(map, "run");
  const url = asText(get(map, "webhook"));
  if (run && url !== undefined) {
    findings.error(
      placeOf(map, "webhook"),
      "ambiguous",
      'a notification has either "run" or "webhook", not both',
    );
  }
  if (run)
    return run.kind === "scalar"
      ? { type: "command", run: written(run, findings.text) }
      : undefined;
  if (url !== undefined) return { type: "webhook", url };
  if (!get(map, "webhook")) {
    findings.error(
      map.entries[0]?.at ?? map,
      "missing-key",
      'a notification needs "run" or "webhook"',
    );
  }
  return undefined;
}
