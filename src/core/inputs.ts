import type { Plan } from "./plan.ts";
import { renderPrompt } from "./prompt.ts";
import type { Params } from "./result.ts";

/** `params.phase`, `params["phase"]`: all that may stand between `${{` and `}}` in what `inputs` say. */
const PARAM = /^\s*params(?:\.([A-Za-z_]\w*)|\[\s*(["'])([^"'\\]*)\2\s*\])\s*$/;

/** The parameter that an expression is, and nothing else; undefined where it is more. */
export const paramOf = (source: string): string | undefined => {
  const found = PARAM.exec(source);
  return found?.[1] ?? found?.[3];
};

/** The part of its documents that a run is about, such as `2.4`; undefined where the plan does not say. */
export function inputPhaseOf(plan: Pick<Plan, "inputPhase">, params: Params): string | undefined {
  if (plan.inputPhase === undefined) return undefined;
  return renderPrompt(plan.inputPhase, {}, (source) => params[paramOf(source) ?? ""]);
}

/** What expressions read as `inputs`: path and digest of each document by its name, and `phase`. */
export function inputScopeOf(
  plan: Pick<Plan, "inputs" | "inputPhase">,
  params: Params,
): Readonly<Record<string, unknown>> {
  const documents = (plan.inputs ?? []).map(({ name, path, sha256 }) => [name, { path, sha256 }]);
  const phase = inputPhaseOf(plan, params);
  return {
    ...(Object.fromEntries(documents) as Record<string, unknown>),
    ...(phase === undefined ? {} : { phase }),
  };
}
