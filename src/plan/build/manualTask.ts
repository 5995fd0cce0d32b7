import { asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { quoted } from "../schema/words.ts";
import { readNamedText } from "./namedText.ts";
import type { Around } from "./namedText.ts";

/** What a person who does the work has no use for. */
const NOT_MANUAL = ["run", "agent", "prompt", "acceptance", "pipeline", "outputs", "retry", "cwd"];

/** What a person is asked to do, of a task's map; undefined where it is nothing for a person. */
export function readManual(map: MapNode, around: Around): string | undefined {
  const { findings } = around;
  const instructions: Node | undefined = get(map, "instructions");
  if (asText(get(map, "kind")) !== "manual") {
    if (instructions && !get(map, "kind")) {
      const message = '"instructions" are for a person: the task needs "kind: manual" with them';
      findings.error(placeOf(map, "instructions"), "missing-key", message);
    }
    return undefined;
  }
  if (!instructions) {
    const message = 'a manual task needs "instructions": what the person is asked to do';
    findings.error(placeOf(map, "kind"), "missing-key", message);
  }
  for (const key of NOT_MANUAL) {
    if (!get(map, key)) continue;
    const message = `${quoted(key)} means nothing to a task that a person does`;
    findings.error(placeOf(map, key), "misplaced-key", message);
  }
  return readNamedText(instructions, around)?.text ?? "";
}
