import type { Env } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { asBoolean, asMap, asText, get, placeOf, written } from "../syntax/tree.ts";
import type { Entry, MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import type { EnvDraft } from "./draft.ts";

/** The variables of an `env` map, with their places. */
export function readEnv(node: Node | undefined, findings: Findings): EnvDraft[] {
  return (asMap(node)?.entries ?? []).flatMap((entry) => readVariable(entry, findings));
}

function readVariable(entry: Entry, findings: Findings): EnvDraft[] {
  const { key, at, value } = entry;
  if (value.kind === "scalar") {
    // As written: `VERSION: 1.10` means "1.10".
    return [{ name: key, at, value: written(value, findings.text), expression: undefined }];
  }
  return value.kind === "map" ? readSource(entry, value, findings) : [];
}

function readSource({ key, at }: Entry, value: MapNode, findings: Findings): EnvDraft[] {
  const source = get(value, "from");
  const passed = get(value, "pass");
  if (source && passed) {
    const message = 'an environment value has either "from" or "pass", not both';
    findings.error(placeOf(value, "pass"), "ambiguous", message);
  }
  if (!source && !passed) {
    const at = value.entries[0]?.at ?? value;
    findings.error(at, "missing-key", 'an environment value needs "from" or "pass"');
  }
  const from = asText(source);
  if (from !== undefined)
    return [{ name: key, at, value: { from }, expression: source as ScalarNode }];
  const pass = asBoolean(passed) ? key : asText(passed);
  return pass === undefined ? [] : [{ name: key, at, value: { pass }, expression: undefined }];
}

/** The same for the plan; undefined where there are none. */
export function envOf(drafts: readonly EnvDraft[]): Env | undefined {
  if (drafts.length === 0) return undefined;
  return Object.fromEntries(drafts.map(({ name, value }) => [name, value]));
}
