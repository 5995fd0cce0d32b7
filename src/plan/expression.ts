import type { Environment, ParseResult } from "@marcbachmann/cel-js";
import type { Span } from "./diagnostic.ts";
import { explainEvaluation, explainSyntax, explainTypes } from "./expressionProblems.ts";
import { readingsOf } from "./expressionReferences.ts";
import type { Readings } from "./expressionReferences.ts";
import { fromCel, toCel } from "./expressionValues.ts";
import { loadCel } from "./load.ts";

/** An expression that can be evaluated, with what it reads from its surroundings, in the order of its text. */
export interface Expression extends Readings {
  readonly source: string;
  /** The type of its value where that is certain (`bool`, `string`, `int`, …), else `dyn`. */
  readonly type: string;
}

/** Why a text is not an expression; the place counts from the start of the expression. */
export interface ExpressionProblem {
  readonly message: string;
  readonly hint?: string;
  readonly at: Span;
}

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly error: ExpressionProblem };

/** An expression could not be evaluated. `message` says which, and why, for a person. */
export class ExpressionError extends Error {
  override readonly name = "ExpressionError";
}

interface Entry {
  readonly compiled: Compiled;
  readonly run?: ParseResult;
}

const entries = new Map<string, Entry>();
let environment: Environment | undefined;

/** Parses a CEL expression and checks its types. Each source is parsed once. */
export const compileExpression = (source: string): Compiled => entryOf(source).compiled;

/**
 * The value of an expression, as plain JavaScript: whole numbers are numbers, timestamps ISO 8601.
 * Throws `ExpressionError`. What it reads is in `scope`, by name: `params`, `outputs`, `tasks`.
 */
export function evaluate(source: string, scope: Readonly<Record<string, unknown>>): unknown {
  const { compiled, run } = entryOf(source);
  if (!compiled.ok) throw failure(source, compiled.error.message);
  try {
    return fromCel(run!(toCel(scope)));
  } catch (error) {
    throw failure(source, explainEvaluation(error, compiled.expression, scope), error);
  }
}

/** Whether an expression mentions a name of its surroundings, such as `tasks`. */
export const mentions = (expression: Expression, name: string): boolean =>
  expression.references.some((reference) => reference.root === name);

function entryOf(source: string): Entry {
  let entry = entries.get(source);
  if (!entry) {
    entry = compile(source);
    entries.set(source, entry);
  }
  return entry;
}

function compile(source: string): Entry {
  environment ??= new (loadCel().Environment)({
    // Names are checked with the plan at hand, where it can be said what there is.
    unlistedVariablesAreDyn: true,
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
  });
  let run: ParseResult;
  try {
    run = environment.parse(source);
  } catch (error) {
    return { compiled: { ok: false, error: explainSyntax(error, source) } };
  }
  const types = run.check();
  if (!types.valid) {
    const functions = environment.getDefinitions().functions.map((each) => each.name);
    return { compiled: { ok: false, error: explainTypes(types.error, source, functions) } };
  }
  const expression = { source, type: types.type ?? "dyn", ...readingsOf(run.ast) };
  return { compiled: { ok: true, expression }, run };
}

const failure = (source: string, why: string, cause?: unknown): ExpressionError =>
  new ExpressionError(`cannot evaluate \`${source}\`: ${why}`, { cause });
