import { Ajv2020 } from "ajv/dist/2020.js";
import type { ValidateFunction } from "ajv";
import { SCRIPT_SCHEMA, SCRIPT_STEPS } from "../../../core/scriptSchema.ts";

/*
 * A build puts what is compiled here in the place of this module (scripts/precompile.mjs): to compile it takes longer
 * than all else that an attempt of a scripted agent does.
 */

/** Steps stand in it at some twenty places, and each would be compiled for itself. */
const withSteps = JSON.stringify(SCRIPT_SCHEMA, (_, value: unknown) =>
  value === SCRIPT_STEPS ? { $ref: "#/$defs/steps" } : value,
);

export const ajv: Ajv2020 = new Ajv2020({
  strict: false,
  inlineRefs: false,
  code: { source: true, esm: true },
}).addSchema({ ...(JSON.parse(withSteps) as object), $defs: { steps: SCRIPT_STEPS } }, "script");

/** Whether a script is as its schema says; its `errors` say what is wrong with the one that was looked at last. */
export const isScript = ajv.getSchema("script") as ValidateFunction;
