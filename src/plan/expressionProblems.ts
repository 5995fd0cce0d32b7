import type { Expression, ExpressionProblem } from "./expression.ts";
import { listed, nearest } from "./suggest.ts";

/** What the library's errors carry; they are looked at, not relied on to be of a class. */
interface CelError {
  readonly code?: string;
  readonly summary?: string;
  readonly message?: string;
  readonly range?: { readonly start: number; readonly end: number };
}

const TOKENS: Readonly<Record<string, string>> = {
  RPAREN: '")"',
  RBRACKET: '"]"',
  RBRACE: '"}"',
  COLON: '":"',
  IDENTIFIER: "a name",
};

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ["=", 'compare with "=="'],
  ["&", 'write "&&"'],
  ["|", 'write "||"'],
  ["and", 'write "&&"'],
  ["or", 'write "||"'],
  ["not", 'write "!"'],
  ["$", "an expression reads params, outputs and tasks; shell variables are not known here"],
]);

/** Why a text could not be parsed. */
export function explainSyntax(error: unknown, source: string): ExpressionProblem {
  const { code = "", summary = "", range } = error as CelError;
  const at = range ?? { start: 0, end: source.length };
  if (source.trim() === "") return { message: "it is empty", at };
  if (code === "reserved_identifier") {
    return { message: `"${source.slice(at.start, at.end)}" is a reserved word`, at };
  }
  if (code.startsWith("unterminated")) return { message: "the text in quotes does not end", at };
  if (!["unexpected_token", "expected_token", "unexpected_character"].includes(code)) {
    return { message: lower(summary), at };
  }
  const wanted = TOKENS[/^Expected (\w+)/.exec(summary)?.[1] ?? ""];
  const found = source.slice(at.start, Math.max(at.end, at.start + 1)).trim();
  if (found === "") {
    const message = `it ends too soon${wanted ? `, expected ${wanted}` : ""}`;
    return { message, at: { start: source.trimEnd().length, end: source.length } };
  }
  const message = `unexpected "${found}"${wanted ? `, expected ${wanted}` : ""}`;
  const hint = INSTEAD.get(found);
  return hint === undefined ? { message, at } : { message, hint, at };
}

/** Why an expression cannot be computed whatever its values are. */
export function explainTypes(
  error: unknown,
  source: string,
  functions: readonly string[],
): ExpressionProblem {
  const { code, summary = "", range } = error as CelError;
  const at = range ?? { start: 0, end: source.length };
  if (code === "no_such_overload") return { message: operands(summary), at };
  if (code !== "no_matching_overload") return { message: lower(summary), at };
  const call = /'(.*)'/.exec(summary)?.[1] ?? source;
  const name = /([A-Za-z_]\w*)\(/.exec(call)?.[1] ?? call;
  if (functions.includes(name))
    return { message: `${call} does not fit the function "${name}"`, at };
  const offset = source.indexOf(`${name}(`, at.start);
  const place = offset === -1 ? at : { start: offset, end: offset + name.length };
  const near = nearest(name, functions);
  const hint = near === undefined ? {} : { hint: `did you mean "${near}"?` };
  return { message: `there is no function "${name}"`, at: place, ...hint };
}

/** Why the evaluation failed. */
export function explainEvaluation(
  error: unknown,
  expression: Expression,
  scope: Readonly<Record<string, unknown>>,
): string {
  const { code, summary, message, range } = error as CelError;
  if (code === "no_such_key" && range)
    return missingKey(expression, scope, range.start) ?? lower(summary ?? "");
  if (code === "unknown_variable")
    return `${lower(summary ?? "")}; there are: ${listed(Object.keys(scope))}`;
  if (code === "no_such_overload") return operands(summary ?? "");
  return lower((summary ?? message ?? String(error)).replaceAll(/dyn<(\w+)>/g, "$1"));
}

/** `no such overload: dyn<string> > int`: what an operator was given, and what would help. */
function operands(summary: string): string {
  const types = summary.replace("no such overload: ", "").replaceAll(/dyn<(\w+)>/g, "$1");
  const help = types.includes("string")
    ? "; outputs are text: int(…) or double(…) makes a number of one, string(…) makes text"
    : types.includes("double")
      ? "; double(…) makes both of one kind"
      : "";
  return `cannot compute ${types}${help}`;
}

/** `outputs["scan"] has no "count"; it has: total`. */
function missingKey(
  { references, source }: Expression,
  scope: Readonly<Record<string, unknown>>,
  position: number,
): string | undefined {
  const reference = references.find(({ at }) => at.start <= position && position <= at.end);
  if (!reference) return undefined;
  let value: unknown = scope[reference.root];
  let upTo = reference.at.start + reference.root.length;
  for (const { name, at } of reference.path) {
    if (name === undefined || typeof value !== "object" || value === null) return undefined;
    if (!Object.hasOwn(value, name)) {
      const there = Object.keys(value);
      const has = there.length === 0 ? "it is empty" : `it has: ${listed(there)}`;
      return `${source.slice(reference.at.start, upTo)} has no "${name}"; ${has}`;
    }
    value = (value as Record<string, unknown>)[name];
    upTo = source[at.end] === "]" ? at.end + 1 : at.end;
  }
  return undefined;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
