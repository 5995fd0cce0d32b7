import type { Scope } from "../../core/workspace.ts";
import type { Findings } from "../findings.ts";
import { asMap, get, placeOf } from "../syntax/tree.ts";
import type { MapNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import { readInside } from "./insidePaths.ts";

/** What a task may change: `files`, or `scope`, of its map. */
export function readScope(map: MapNode, findings: Findings): Scope | undefined {
  const scope = asMap(get(map, "scope"));
  const files = get(map, "files");
  const include = scope && get(scope, "include");
  if (files && include) {
    const message = '"files" is short for "include" of the scope; this task has both';
    findings.error(placeOf(map, "files"), "ambiguous", message, "make one list of them");
  }
  if (!files && !scope) return undefined;
  return defined({
    include: readInside(files ?? include, findings),
    exclude: readInside(scope && get(scope, "exclude"), findings),
  });
}
