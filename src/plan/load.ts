import { createRequire } from "node:module";
import type * as Cel from "@marcbachmann/cel-js";
import type * as Levenshtein from "fastest-levenshtein";
import type * as JsYaml from "js-yaml";
import type * as Yaml from "yaml";

/**
 * Packages are loaded when they are needed, and not before: a plan that is in order and holds no expression is
 * read with js-yaml alone.
 */
const require = createRequire(import.meta.url);

export const loadJsYaml = (): typeof JsYaml => require("js-yaml") as typeof JsYaml;

export const loadYaml = (): typeof Yaml => require("yaml") as typeof Yaml;

export const loadCel = (): typeof Cel => require("@marcbachmann/cel-js") as typeof Cel;

export const loadLevenshtein = (): typeof Levenshtein =>
  require("fastest-levenshtein") as typeof Levenshtein;
