import { AGENT_STAGES } from "../../core/pipeline.ts";
import type { Pipeline } from "../../core/pipeline.ts";
import type { Findings } from "../findings.ts";
import { asMap, asNumber, asText, get, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { PipelineDraft } from "./draft.ts";
import { layersOf } from "./pipelineLayers.ts";
import type { Layers, Said } from "./pipelineLayers.ts";
import { readDuration } from "./settings.ts";

const DAY = 86_400_000;
const TEST_TIMEOUT = 600_000;
const ROUNDS = 3;

/** What the plan and the phase say of the pipelines of tasks. */
export interface PipelineAround {
  /** What is said around the task, the farthest first. */
  readonly pipelines?: readonly (Node | undefined)[];
  /** The plan's `models`. */
  readonly models?: Node | undefined;
}

/** The pipeline of an agent's task; undefined where nobody asks for one. */
export function readPipeline(
  map: MapNode,
  agent: string,
  { pipelines = [], models }: PipelineAround,
  findings: Findings,
): PipelineDraft | undefined {
  const layers = layersOf([...pipelines, get(map, "pipeline")], findings);
  if (!layers) return undefined;
  const { said } = layers;
  const [spec, quality] = [said.get("review_spec"), said.get("review_quality")];
  const pipeline: Pipeline = defined({
    ...readTest(layers, findings),
    reviewSpec: reviewerOf(spec, agent),
    reviewQuality: reviewerOf(quality, agent),
    review: (textOf(said.get("review")) as Pipeline["review"] | undefined) ?? "fresh",
    rounds: asNumber(said.get("rounds")?.value) ?? ROUNDS,
    models: readModels([models, ...layers.models]),
  });
  const reviewers = [spec, quality].flatMap((each) =>
    asText(each?.value) === undefined ? [] : (each!.value as ScalarNode),
  );
  const test = said.get("test")?.value;
  return { pipeline, at: layers.at, reviewers, test: test?.kind === "scalar" ? test : undefined };
}

function readTest(
  { said, at }: Layers,
  findings: Findings,
): Pick<Pipeline, "tdd" | "test" | "withoutTdd"> {
  const tdd = said.get("tdd");
  const isTdd = tdd?.value.kind === "scalar" && tdd.value.value === true;
  const test = said.get("test")?.value;
  const run =
    test?.kind === "scalar" && test.value !== null ? written(test, findings.text) : undefined;
  if (isTdd && !test) {
    const message = '"tdd" needs "test", the command that shows a test to fail and to pass';
    const hint = "such as pipeline: { tdd: true, test: npm test }";
    findings.error(tdd.at ?? at, "missing-key", message, hint);
  }
  return defined({
    tdd: isTdd,
    test: run === undefined ? undefined : { run, timeoutMs: timeoutOf(said, findings) },
    withoutTdd: reasonOf(tdd),
  });
}

function timeoutOf(said: Layers["said"], findings: Findings): number {
  const timeout = said.get("test_timeout");
  if (!timeout) return TEST_TIMEOUT;
  const { at, value } = timeout;
  const map: MapNode = { kind: "map", entries: [{ key: "test_timeout", at, value }], ...at };
  return readDuration(map, "test_timeout", { least: 1, most: DAY }, findings) ?? TEST_TIMEOUT;
}

function reasonOf(tdd: Said | undefined): string | undefined {
  const map = asMap(tdd?.value);
  return map && asText(get(map, "skip"));
}

const textOf = (said: Said | undefined): string | undefined => asText(said?.value);

/** The task's own agent unless another is named. */
function reviewerOf(said: Said | undefined, agent: string): string | undefined {
  if (said?.value.kind === "scalar" && said.value.value === false) return undefined;
  return textOf(said) ?? agent;
}

function readModels(nodes: readonly (Node | undefined)[]): Pipeline["models"] {
  const models: Partial<Record<(typeof AGENT_STAGES)[number], string>> = {};
  for (const node of nodes) {
    for (const stage of AGENT_STAGES) {
      const map = asMap(node);
      const model = map && asText(get(map, stage));
      if (model !== undefined) models[stage] = model;
    }
  }
  return Object.keys(models).length === 0 ? undefined : models;
}
