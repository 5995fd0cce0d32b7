import type { Findings } from "../findings.ts";
import { readFull } from "./full.ts";
import { readQuick } from "./quick.ts";
import type { Node } from "./tree.ts";

/** The full parser takes some hundred bytes of memory for each byte of its text. */
const MOST_FOR_FULL = 4 * 1_024 * 1_024;

/** The tree of a YAML or JSON text, with what is wrong with it as a text reported. */
export function readText(text: string, findings: Findings): Node | undefined {
  const quick = readQuick(text);
  if ("root" in quick) return quick.root;
  if (text.length <= MOST_FOR_FULL) return readFull(text, findings);
  findings.error(
    { start: quick.stoppedAt, end: quick.stoppedAt + 1 },
    "not-plain",
    "of a file this large only plain YAML or JSON is read, and this is either a mistake or more than that",
    "up to 4 MiB, anchors, tags, folded text and the rest of YAML are read too",
  );
  return undefined;
}
