import { paramVariable } from "../../core/environment.ts";
import type { Param, ParamValue } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { found, quoted } from "../schema/words.ts";
import { asList, asMap, asText, get, written } from "../syntax/tree.ts";
import type { Entry, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";

const EXPECTED = { string: "text", number: "a number", boolean: "true or false" } as const;

/** The parameters of a plan. */
export function readParams(node: Node | undefined, findings: Findings): Record<string, Param> {
  checkVariables(asMap(node)?.entries ?? [], findings);
  // Not by assignment: a parameter may be called "__proto__".
  return Object.fromEntries(
    (asMap(node)?.entries ?? []).map((entry) => [entry.key, readParam(entry, findings)]),
  );
}

/** Each parameter reaches commands in a variable of its own. */
function checkVariables(entries: readonly Entry[], findings: Findings): void {
  const names = new Map<string, string>();
  for (const { key, at } of entries) {
    const variable = paramVariable(key);
    const other = names.get(variable);
    if (other === undefined) names.set(variable, key);
    else if (other !== key) {
      const message = `${quoted(key)} and ${quoted(other)} would both reach commands as $${variable}`;
      findings.error(at, "bad-param", message, "give one of them another name");
    }
  }
}

function readParam({ key, value: node }: Entry, findings: Findings): Param {
  if (node.kind !== "map") {
    const value = scalarOf(node)?.value ?? "";
    return { type: typeOf(value), default: value };
  }
  const initial = scalarOf(get(node, "default"));
  const choices = (asList(get(node, "choices"))?.items ?? []).flatMap(
    (each) => scalarOf(each) ?? [],
  );
  const given = asText(get(node, "type")) as Param["type"] | undefined;
  const type = given ?? typeOf((initial ?? choices[0])?.value ?? "");
  const convert = (what: string, scalar: ScalarNode): ParamValue =>
    asType(scalar, type, `${what} of ${quoted(key)}`, findings);
  const param = defined({
    type,
    default: initial && convert("the default", initial),
    description: asText(get(node, "description")),
    choices:
      choices.length === 0
        ? undefined
        : choices.map((each) => convert("a choice", each) as string | number),
  });
  if (type === "boolean" && param.choices) {
    findings.error(
      get(node, "choices"),
      "bad-param",
      `${quoted(key)} is true or false, and needs no choices`,
    );
  } else if (
    initial &&
    typeof param.default === type &&
    param.choices?.includes(param.default as string) === false
  ) {
    const message = `the default of ${quoted(key)} is not among its choices: ${param.choices.join(", ")}`;
    findings.error(initial, "bad-param", message);
  }
  return param;
}

const scalarOf = (node: Node | undefined): ScalarNode | undefined =>
  node?.kind === "scalar" && node.value !== null ? node : undefined;

const typeOf = (value: ParamValue | null): Param["type"] =>
  typeof value as "string" | "number" | "boolean";

/** Numbers are text where text is wanted: `default: 2.10` with `type: string` means "2.10". */
function asType(
  node: ScalarNode,
  type: Param["type"],
  what: string,
  findings: Findings,
): ParamValue {
  if (type === "string") return written(node, findings.text);
  if (typeof node.value !== type) {
    const message = `${what} is ${found(node, findings.text)}, expected ${EXPECTED[type]}`;
    findings.error(node, "bad-param", message);
  }
  return node.value as ParamValue;
}
