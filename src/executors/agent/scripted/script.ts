import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Script } from "../../../core/script.ts";
import { Stop } from "./actor.ts";
import { isScript } from "./scriptCheck.ts";

/**
 * Reads the script that an attempt was given. Plans are checked before they run, with places and hints, so this only
 * guards against a script that came another way.
 */
export function readScript(path: string): Script {
  const script = parsed(readFileSync(path, "utf8"));
  if (!isScript(script)) {
    const [problem] = isScript.errors!.filter((each) => each.keyword !== "anyOf");
    throw wrong(`${problem?.instancePath || "the top"} ${problem?.message}`);
  }
  return script as Script;
}

/** Plans keep scripts as JSON; only another is read as YAML, which takes longer to load. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parsedYaml(text);
  }
}

function parsedYaml(text: string): unknown {
  const { parse } = createRequire(import.meta.url)("yaml") as typeof Yaml;
  try {
    return parse(text);
  } catch (error) {
    throw wrong((error as Error).message.split("\n")[0]!);
  }
}

const wrong = (what: string): Stop =>
  new Stop("fatal", `the script is wrong: ${what}; \`pawl validate\` shows the place`);
