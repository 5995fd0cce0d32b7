import type { Param, ParamValue, Plan } from "../core/plan.ts";
import type { Params } from "../core/result.ts";
import { quoted } from "./schema/words.ts";
import { didYouMean, nearest } from "./suggest.ts";

/** Why a parameter that a run was given, or was not given, will not do. */
export interface ParamProblem {
  readonly code: "unknown-param" | "missing-param" | "bad-param";
  readonly param: string;
  readonly message: string;
  readonly hint?: string;
}

export type ResolvedParams =
  | { readonly params: Params }
  | { readonly problems: readonly ParamProblem[] };

const TRUE = new Set(["true", "yes", "1"]);
const FALSE = new Set(["false", "no", "0"]);
const NUMBER = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;

/** The parameters of a run: those given, as text, and the defaults of the others. All problems at once. */
export function resolveParams(plan: Plan, given: Readonly<Record<string, string>>): ResolvedParams {
  const problems: ParamProblem[] = [];
  const params: [string, ParamValue][] = [];
  const known = Object.keys(plan.params);
  for (const name of Object.keys(given)) {
    if (Object.hasOwn(plan.params, name)) continue;
    const message = `the plan has no parameter ${quoted(name)}`;
    const hint = known.length === 0 ? "it has none" : didYouMean(name, known, "it has");
    problems.push({
      code: "unknown-param",
      param: name,
      message,
      ...(hint === undefined ? {} : { hint }),
    });
  }
  for (const [name, param] of Object.entries(plan.params)) {
    const text = Object.hasOwn(given, name) ? given[name] : undefined;
    if (text === undefined && param.default === undefined) problems.push(missing(name, param));
    const value = text === undefined ? param.default : coerce(text, param.type);
    if (text !== undefined && !isAllowed(value, param)) problems.push(wrong(name, param, text));
    if (value !== undefined) params.push([name, value]);
  }
  return problems.length > 0 ? { problems } : { params: Object.fromEntries(params) };
}

/** A value from its text; undefined where the text is no value of the type. */
function coerce(text: string, type: Param["type"]): ParamValue | undefined {
  switch (type) {
    case "string":
      return text;
    case "number":
      return NUMBER.test(text) && Number.isFinite(Number(text)) ? Number(text) : undefined;
    case "boolean":
      if (TRUE.has(text.toLowerCase())) return true;
      return FALSE.has(text.toLowerCase()) ? false : undefined;
  }
}

const isAllowed = (value: ParamValue | undefined, { choices }: Param): boolean =>
  value !== undefined && (!choices || choices.includes(value as string | number));

function missing(name: string, param: Param): ParamProblem {
  const about = param.description === undefined ? "" : ` (${param.description})`;
  const message = `the plan needs the parameter ${quoted(name)}${about}`;
  return {
    code: "missing-param",
    param: name,
    message,
    hint: `--param ${name}=<${expected(param)}>`,
  };
}

function wrong(name: string, param: Param, text: string): ParamProblem {
  const message = `the parameter ${quoted(name)} is ${quoted(text)}, expected ${expected(param)}`;
  const near = nearest(text, (param.choices ?? []).map(String));
  const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` };
  return { code: "bad-param", param: name, message, ...hint };
}

function expected({ type, choices }: Param): string {
  if (choices) return choices.join(", ").replace(/, ([^,]*)$/, " or $1");
  return { string: "text", number: "a number", boolean: "true or false" }[type];
}
