import { meaningOf, TRUTHS } from "../../../core/statusWord.ts";
import type { Meaning } from "../../../core/statusWord.ts";
import type { Findings } from "../../findings.ts";
import { get } from "../../syntax/tree.ts";
import type { MapNode, Node } from "../../syntax/tree.ts";
import { filled, scalarText } from "../entry.ts";

/** How far an entry says it is, and the word with which. */
export interface Said {
  readonly meaning: Meaning;
  readonly word: string;
  readonly at: Node;
}

/** Undefined where it says nothing, or nothing that is known. */
export function saidOf(map: MapNode, findings: Findings): Said | undefined {
  const status = filled(map, "status");
  const word = scalarText(status, findings);
  const meaning = word === undefined ? undefined : meaningOf(word);
  if (status && word !== undefined && meaning) return { meaning, word, at: status };
  for (const key of TRUTHS) {
    const node = get(map, key);
    if (node?.kind === "scalar" && node.value === true)
      return { meaning: "completed", word: key, at: node };
  }
  return undefined;
}
