import type { WorkerRules } from "../../core/workers.ts";
import type { Findings } from "../findings.ts";
import { asMap, asNumber, asText, get } from "../syntax/tree.ts";
import type { MapNode, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import { readDuration } from "./settings.ts";
import { tokensOf } from "./budget.ts";

const DEFAULTS = { max: 8, parallel: 3, depth: 1, timeoutMs: 120_000 } as const;

const TIMEOUT = { least: 1, most: 86_400_000 };

/** What an agent may ask of workers. */
export function readWorkers(agent: MapNode, findings: Findings): WorkerRules | undefined {
  const map = asMap(get(agent, "workers"));
  const name = asText(map && get(map, "agent"));
  if (!map || name === undefined) return undefined;
  return {
    ...DEFAULTS,
    ...defined({
      agent: name,
      max: asNumber(get(map, "max")),
      parallel: asNumber(get(map, "parallel")),
      depth: asNumber(get(map, "depth")),
      timeoutMs: readDuration(map, "timeout", TIMEOUT, findings),
      tokens: tokensOf(get(map, "tokens")),
    }),
    agent: name,
  };
}

/** Where an agent names whom it may ask. */
export function workerNameIn(agent: MapNode | undefined): ScalarNode | undefined {
  const map = asMap(agent && get(agent, "workers"));
  const name = map && get(map, "agent");
  return name?.kind === "scalar" && typeof name.value === "string" ? name : undefined;
}
