import type { Pipeline } from "../../core/pipeline.ts";
import type { Findings } from "../findings.ts";
import { asList, get, placeOf, written } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";

const CHECK_TIMEOUT = 600_000;

/** What a check is one of where a task has no pipeline beside it. */
const PLAIN: Pipeline = { tdd: false, review: "fresh", rounds: 3 };

/** A task's pipeline with the commands of its `check`; the pipeline as it is where there are none. */
export function withChecks(
  pipeline: Pipeline | undefined,
  map: MapNode,
  findings: Findings,
): Pipeline | undefined {
  const node = get(map, "check");
  if (!node) return pipeline;
  const run = (asList(node)?.items ?? [node]).flatMap((each) => textOf(each, findings));
  if (run.length === 0) return pipeline;
  return { ...(pipeline ?? PLAIN), check: { run, timeoutMs: CHECK_TIMEOUT } };
}

/** A command says by its exit code whether it succeeded, and a person is believed. */
export function refuseChecks(map: MapNode, findings: Findings): void {
  if (!get(map, "check")) return;
  const message = '"check" is for the work of agents: Pawl runs it to see whether it is done';
  findings.error(placeOf(map, "check"), "misplaced-key", message, 'put it into "run"');
}

const textOf = (node: Node, findings: Findings): string[] =>
  node.kind === "scalar" && node.value !== null ? [written(node, findings.text)] : [];
