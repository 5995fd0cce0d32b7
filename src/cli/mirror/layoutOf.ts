import { placesIn } from "../../plan/taskList/progress/placesIn.ts";
import { readJson } from "../../views/json/read.ts";
import type { JsonNode, JsonPath } from "../../views/json/read.ts";
import type { ProgressLayout } from "../../views/progress/layout.ts";

/** Where phases and tasks stand in the text of a PROGRESS.json; undefined where it is no JSON. */
export function layoutOf(text: string): ProgressLayout | undefined {
  const root = readJson(text);
  if (!root) return undefined;
  const paths = new Map<number, JsonPath>();
  collect(root, [], paths);
  const phases = placesIn(text).flatMap(({ start, tasks, ...phase }) => {
    const path = paths.get(start);
    if (!path) return [];
    const laid = tasks.flatMap((each) => {
      const at = paths.get(each.start);
      return at ? [{ id: each.id, name: each.name, path: at }] : [];
    });
    return [{ ...phase, path, tasks: laid }];
  });
  return { phases };
}

/** By where each object begins. */
function collect(node: JsonNode, path: JsonPath, paths: Map<number, JsonPath>): void {
  if (node.kind === "object") {
    paths.set(node.start, path);
    for (const { key, value } of node.members) collect(value, [...path, key], paths);
  } else if (node.kind === "array")
    for (const [index, item] of node.items.entries()) collect(item, [...path, index], paths);
}
