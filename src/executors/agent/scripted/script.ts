import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import type { Script } from "../../../core/script.ts";
import { SCRIPT_SCHEMA, SCRIPT_STEPS } from "../../../core/scriptSchema.ts";
import { Stop } from "./actor.ts";

/**
 * Reads the script that an attempt was given. Plans are checked before they run, with places and hints, so this only
 * guards against a script that came another way.
 */
export function readScript(path: string): Script {
  let script: unknown;
  try {
    script = parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw wrong((error as Error).message.split("\n")[0]!);
  }
  const ajv = new Ajv2020({ strict: false, inlineRefs: false });
  if (!ajv.validate(schema(), script)) {
    const [problem] = ajv.errors!.filter((each) => each.keyword !== "anyOf");
    throw wrong(`${problem?.instancePath || "the top"} ${problem?.message}`);
  }
  return script as Script;
}

/** Steps stand in it at some twenty places, and each would be compiled for itself: that took seconds. */
function schema(): object {
  const text = JSON.stringify(SCRIPT_SCHEMA, (_, value: unknown) =>
    value === SCRIPT_STEPS ? { $ref: "#/$defs/steps" } : value,
  );
  return { ...(JSON.parse(text) as object), $defs: { steps: SCRIPT_STEPS } };
}

const wrong = (what: string): Stop =>
  new Stop("fatal", `the script is wrong: ${what}; \`pawl validate\` shows the place`);
