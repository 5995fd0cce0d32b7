import type { Findings } from "../findings.ts";
import { readFull } from "./full.ts";
import { readQuick } from "./quick.ts";
import type { Node } from "./tree.ts";

/** The tree of a YAML or JSON text, with what is wrong with it as a text reported. */
export function readText(text: string, findings: Findings): Node | undefined {
  return readQuick(text) ?? readFull(text, findings);
}
