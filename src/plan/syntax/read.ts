import type { Findings } from "../findings.ts";
import { readFull } from "./full.ts";
import { readQuick } from "./quick.ts";
import type { Node } from "./tree.ts";

/** The full parser takes some hundred bytes of memory for each byte of its text. */
const MOST_FOR_FULL = 4 * 1_024 * 1_024;

/** The quick reader takes some hundred bytes for each value, and each of these may end one. */
const MOST_SEPARATORS = 3_000_000;

/** The tree of a YAML or JSON text, with what is wrong with it as a text reported. */
export function readText(text: string, findings: Findings): Node | undefined {
  if (text.length > MOST_FOR_FULL && separators(text) > MOST_SEPARATORS) {
    findings.error(
      undefined,
      "too-many-values",
      "more than 3 million lines and commas",
      "it is not read: a plan needs fewer, and a file like this is made by mistake or to do harm",
    );
    return undefined;
  }
  const quick = readQuick(text);
  if ("root" in quick) return quick.root;
  if (text.length <= MOST_FOR_FULL) return readFull(text, findings);
  findings.error(
    { start: quick.stoppedAt, end: quick.stoppedAt + 1 },
    "not-plain",
    "of a file this large only plain YAML or JSON is read, and this is either a mistake or more than that",
    "up to 4 MiB, anchors, tags and the rest of YAML are read too",
  );
  return undefined;
}

function separators(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x0a || character === 0x2c) count++;
  }
  return count;
}
