import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../core/canonicalJson.ts";
import type { JsonValue } from "../core/artifact.ts";
import type { Gate } from "../core/gate.ts";
import { gateFolder } from "../core/paths.ts";
import { currentOf } from "../core/run.ts";
import type { PhaseState, Run } from "../core/run.ts";
import type { GateOrder } from "../gates/port.ts";
import { environmentOfPhase, paramsOf } from "./order.ts";
import type { OrderContext } from "./order.ts";
import { scopeOfPhase } from "./scope.ts";

/** What a gatekeeper needs to check the gate of a phase. Throws with a text for a person where that cannot be worked out. */
export function gateOrderOf(
  run: Run,
  phase: PhaseState,
  gate: Gate,
  context: OrderContext,
): GateOrder {
  const names = [
    ...(phase.spec.needs ?? []),
    ...(phase.spec.produces ?? []).map((each) => each.name),
  ];
  const artifacts = names.flatMap((name) => currentOf(run, name)?.artifact ?? []);
  const values = Object.fromEntries(artifacts.map((each) => [each.name, each.value]));
  return {
    run: run.id,
    phase: phase.spec.id,
    round: phase.round,
    planSha256: planDigest(run),
    gate,
    dir: run.source.dir,
    folder: join(context.folder, gateFolder(phase.spec.id, phase.round)),
    ...(run.source.base === undefined ? {} : { base: run.source.base }),
    artifacts,
    scope: { ...scopeOfPhase(run, phase), artifacts: values },
    // Commands of a gate are nobody's attempt: they get no variables of a task's, and no keys of an agent's.
    env: { ...environmentOfPhase(run, phase, context), ...paramsOf(run) },
    steering: (run.source.files ?? []).map((each) => each.path),
  };
}

const digests = new WeakMap<Run["plan"], string>();

/** Of the plan as it is frozen, and not of its file, which may be written differently. */
function planDigest({ plan }: Run): string {
  const known = digests.get(plan);
  if (known !== undefined) return known;
  const text = canonicalJson(JSON.parse(JSON.stringify(plan)) as JsonValue);
  const digest = createHash("sha256").update(text).digest("hex");
  digests.set(plan, digest);
  return digest;
}
