import type { Document } from "yaml";
import type { Findings } from "../findings.ts";
import { loadYaml } from "../load.ts";
import { Conversion } from "./conversion.ts";
import { tooDeepAt } from "./depth.ts";
import { reportSyntax } from "./problems.ts";
import type { Node } from "./tree.ts";
import { MAX_DEPTH } from "./tree.ts";

/**
 * Reads any YAML, with the full parser; JSON is a part of YAML. Reports what is wrong with it as a text,
 * and gives nothing where that leaves no sure meaning.
 */
export function readFull(text: string, findings: Findings): Node | undefined {
  const deep = tooDeepAt(text);
  if (deep !== undefined) {
    findings.error(
      { start: deep, end: deep + 1 },
      "too-deep",
      `more than ${MAX_DEPTH} collections inside one another`,
      "a plan needs fewer than ten; a file like this is made by mistake or to do harm",
    );
    return undefined;
  }
  const document = parse(text);
  const before = findings.errors;
  reportSyntax(document, findings);
  if (findings.errors > before || !document.contents) return undefined;
  return new Conversion(document, findings).convert();
}

function parse(text: string): Document.Parsed {
  return loadYaml().parseDocument(text, {
    version: "1.2",
    schema: "core",
    // Pawl finds keys that are given twice itself: the parser's way takes time by the square of their number.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: "error",
  });
}
