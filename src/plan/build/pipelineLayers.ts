import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { asMap, asText, get, placeOf } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";

/** What is said under a key of a pipeline, by the last who says it. */
export interface Said {
  readonly at: Span;
  readonly value: Node;
}

/** What is said of a task's pipeline in all places together. */
export interface Layers {
  readonly said: ReadonlyMap<string, Said>;
  /** Maps of models, the first to be gone over by the next. */
  readonly models: readonly Node[];
  /** The place that has the last word. */
  readonly at: Node;
}

/**
 * What a plan's defaults, a phase and a task say of the pipeline, in this order; undefined where there is none. What
 * asks for a test first is taken back only with a reason.
 */
export function layersOf(
  nodes: readonly (Node | undefined)[],
  findings: Findings,
): Layers | undefined {
  let layers: Layers | undefined;
  for (const node of nodes) if (node) layers = over(layers, node, findings);
  return layers;
}

function over(before: Layers | undefined, node: Node, findings: Findings): Layers | undefined {
  const map = asMap(node);
  if (node.kind === "scalar" && node.value === false) {
    if (isAsked(before)) withoutReason(node, findings);
    return undefined;
  }
  const said = new Map(before?.said);
  const models = [...(before?.models ?? [])];
  if (asText(node) === "tdd") said.set("tdd", { at: node, value: yes(node) });
  for (const { key, at, value } of map?.entries ?? []) {
    const isNo = value.kind === "scalar" && value.value === false;
    if (key === "tdd" && isNo && isAsked(before)) withoutReason(at, findings);
    if (key === "models") models.push(value);
    else said.set(key === "retry_limit" ? "rounds" : key, { at, value });
  }
  if (map && get(map, "rounds") && get(map, "retry_limit")) {
    const message = '"retry_limit" is another name for "rounds"; this has both';
    findings.error(placeOf(map, "retry_limit"), "ambiguous", message, "keep one of them");
  }
  return { said, models, at: node };
}

const yes = ({ start, end }: Span): Node => ({ kind: "scalar", value: true, start, end });

const isAsked = (layers: Layers | undefined): boolean => {
  const tdd = layers?.said.get("tdd")?.value;
  return tdd?.kind === "scalar" && tdd.value === true;
};

function withoutReason(at: Span, findings: Findings): void {
  const message = "the plan asks for a failing test first, and this takes it back without a reason";
  findings.error(
    at,
    "missing-key",
    message,
    'say why: tdd: { skip: "nothing here can be tested" }',
  );
}
