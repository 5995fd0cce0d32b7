import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asList, asText } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";

/**
 * Paths or patterns of paths in the plan's folder; one that leads out of it is reported, and so is one into `.git`.
 * Undefined where there is no list.
 */
export function readInside(node: Node | undefined, findings: Findings): string[] | undefined {
  return asList(node)?.items.flatMap((item) => {
    const path = asText(item);
    return path === undefined || path === "" ? [] : [insidePath(path, item, findings)];
  });
}

/** One of them, as it is written. */
export function insidePath(path: string, at: Node, findings: Findings): string {
  const steps = path.replace(/^!/, "").split("/");
  if (path.startsWith("/") || path.startsWith("~") || steps.includes("..")) {
    const message = `${quoted(path)} leads out of the plan's folder`;
    findings.error(at, "file-outside", message, "paths count from the plan's folder");
  } else if (steps.includes(".git")) {
    findings.error(at, "file-outside", `${quoted(path)} is git's own`, "take it out");
  }
  return path;
}
