import { createRequire } from "node:module";
import type { Ajv } from "ajv";
import type * as Draft7 from "ajv";
import type * as Draft2020 from "ajv/dist/2020.js";
import type * as Levenshtein from "fastest-levenshtein";

/** Loaded when there is something to check, and not before: most plans hold no schema. */
const require = createRequire(import.meta.url);

const OPTIONS = {
  allErrors: true,
  strict: false,
  // Draft 2020-12 makes `format` a note to the reader.
  validateFormats: false,
  verbose: true,
  logger: false,
} as const;

/** A fresh checker: what schemas name (`$id`) stays among themselves. */
export function newAjv(draft: "2020-12" | "07"): Ajv {
  // Named first: bundling loses the brackets of `new (require(…).Ajv)`.
  const { Ajv } = require("ajv") as typeof Draft7;
  if (draft === "07") return new Ajv(OPTIONS);
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof Draft2020;
  return new Ajv2020(OPTIONS);
}

export const loadLevenshtein = (): typeof Levenshtein =>
  require("fastest-levenshtein") as typeof Levenshtein;
