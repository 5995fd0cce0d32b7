import type { Plan } from "../core/plan.ts";
import type { Params } from "../core/result.ts";
import { hasErrors } from "../plan/diagnostic.ts";
import type { Diagnostic } from "../plan/diagnostic.ts";
import { resolveParams } from "../plan/params.ts";
import { readPlan } from "../plan/readPlan.ts";
import { formatDiagnostics } from "../plan/render.ts";
import { PawlError } from "../core/error.ts";
import type { Options } from "./declared.ts";
import { printJson, wantsColorOn } from "./print.ts";

/** A plan that may be run, with its parameters as given and as defaulted. */
export interface ReadyPlan {
  readonly plan: Plan;
  readonly params: Params;
  readonly sha256: string;
}
