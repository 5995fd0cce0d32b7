import { join } from "node:path";
import { ID_PATTERN } from "../../../core/ids.ts";
import { AGENT_FILES } from "../files.ts";
import type { OrderFile } from "../orderFile.ts";
import { readBounded } from "./readBounded.ts";

const MOST = 64 * 1024 * 1024;

/** The order in an attempt's folder. Throws with a sentence for a person where there is none that can be read. */
export function readOrder(folder: string): OrderFile {
  const path = join(folder, AGENT_FILES.order);
  let text: string | undefined;
  try {
    text = readBounded(path, MOST);
  } catch (cause) {
    throw new Error(`cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
  if (text === undefined)
    throw new Error(`there is no ${path}; give the folder of an attempt of an agent`);
  const order = parsed(text, path);
  const wrong = whyNoOrder(order);
  if (wrong !== undefined) throw new Error(`${path} is damaged: ${wrong}`);
  return order as OrderFile;
}

function parsed(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Error(`${path} is damaged: ${(cause as Error).message}`, { cause });
  }
}

/** The tools need only what was asked for and what is given; names become file names. */
function whyNoOrder(order: unknown): string | undefined {
  if (!isObject(order)) return "expected an object";
  for (const member of ["produces", "needs"]) {
    const list = order[member];
    if (!Array.isArray(list)) return `/${member}: expected a list`;
    const at = list.findIndex((each) => !isNamed(each));
    if (at !== -1) return `/${member}/${at}/name: expected the name of an artifact`;
  }
  const specs = order["produces"] as Record<string, unknown>[];
  const at = specs.findIndex(
    ({ maxBytes, schema }) => typeof maxBytes !== "number" || schema === undefined,
  );
  return at === -1 ? undefined : `/produces/${at}: expected a schema and a size`;
}

const isNamed = (value: unknown): boolean =>
  isObject(value) && typeof value["name"] === "string" && ID_PATTERN.test(value["name"]);

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
