import type { Env } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { asMap, asText, get, written } from "../syntax/tree.ts";
import type { Entry, Node, ScalarNode } from "../syntax/tree.ts";
import type { EnvDraft } from "./draft.ts";

/** The variables of an `env` map, with their places. */
export function readEnv(node: Node | undefined, findings: Findings): EnvDraft[] {
  return (asMap(node)?.entries ?? []).flatMap((entry) => readVariable(entry, findings.text));
}

function readVariable({ key, at, value }: Entry, text: string): EnvDraft[] {
  if (value.kind === "scalar") {
    // As written: `VERSION: 1.10` means "1.10".
    return [{ name: key, at, value: written(value, text), expression: undefined }];
  }
  const source = value.kind === "map" ? get(value, "from") : undefined;
  const from = asText(source);
  if (from === undefined) return [];
  return [{ name: key, at, value: { from }, expression: source as ScalarNode }];
}

/** The same for the plan; undefined where there are none. */
export function envOf(drafts: readonly EnvDraft[]): Env | undefined {
  if (drafts.length === 0) return undefined;
  return Object.fromEntries(drafts.map(({ name, value }) => [name, value]));
}
