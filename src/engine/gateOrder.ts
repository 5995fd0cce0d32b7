import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../core/canonicalJson.ts";
import type { JsonValue } from "../core/artifact.ts";
import type { Gate } from "../core/gate.ts";
import { gateFolder } from "../core/paths.ts";
import { isHoused, modeOf } from "../core/housing.ts";
import { settingsOf } from "../core/plan.ts";
import { currentOf } from "../core/run.ts";
import { viewsOf } from "../core/views.ts";
import type { PhaseState, Run } from "../core/run.ts";
import type { GateOrder } from "../gates/port.ts";
import { integrateOf } from "./workspaceOrder.ts";
import { environmentOfPhase, paramsOf } from "./order.ts";
import type { OrderContext } from "./order.ts";
import { scopeOfPhase } from "./scope.ts";
import { taskReports } from "./taskReports.ts";

/** What a gatekeeper needs to check the gate of a phase. Throws with a text for a person where that cannot be worked out. */
export function gateOrderOf(
  run: Run,
  phase: PhaseState,
  gate: Gate | undefined,
  context: OrderContext,
): GateOrder {
  const names = [
    ...(phase.spec.needs ?? []),
    ...(phase.spec.produces ?? []).map((each) => each.name),
  ];
  const artifacts = names.flatMap((name) => currentOf(run, name)?.artifact ?? []);
  const views = viewsOf(run.plan);
  const values = Object.fromEntries(artifacts.map((each) => [each.name, each.value]));
  return {
    run: run.id,
    phase: phase.spec.id,
    round: phase.round,
    planSha256: planDigest(run),
    // What has no gate of the plan's is checked only for whether it can be merged.
    gate: gate ?? { checks: [] },
    dir: run.source.dir,
    folder: join(context.folder, gateFolder(phase.spec.id, phase.round)),
    ...(run.source.base === undefined ? {} : { base: run.source.base }),
    ...(run.source.start === undefined ? {} : { start: run.source.start }),
    artifacts,
    reports: taskReports(run, phase),
    scope: { ...scopeOfPhase(run, phase), artifacts: values },
    // Commands of a gate are nobody's attempt: they get no variables of a task's, and no keys of an agent's.
    env: { ...environmentOfPhase(run, phase, context), ...paramsOf(run) },
    steering: (run.source.files ?? [])
      .map((each) => each.path)
      .filter((each) => !views.includes(each)),
    views,
    ...(run.plan.workspace
      ? { workspace: { ...run.plan.workspace, mode: modeOf(run, phase) } }
      : {}),
    ...(phase.tasks.some(({ spec }) => settingsOf(run.plan, spec).isolation === "sandbox")
      ? { isolation: "sandbox" as const }
      : {}),
    ...mergeOf(run, phase),
  };
}

/** Of a phase with a worktree: what is merged into what, or what was merged. */
export function mergeOf(run: Run, phase: PhaseState): Pick<GateOrder, "landing" | "landed"> {
  if (!isHoused(run, phase)) return {};
  if (phase.landing && !phase.workspace) return { landed: phase.landing };
  const head = phase.workspace?.branch ?? phase.head;
  if (head === undefined) throw new Error("it has no worktree, and was never merged");
  const { id, title } = phase.spec;
  const author = run.plan.workspace?.author;
  const landing = {
    head,
    // One that somebody else gave stays by itself: nothing but its own work is looked at.
    onto: phase.workspace && !phase.workspace.integrate ? phase.workspace.base : integrateOf(run),
    subject: `Merge phase ${id}${title === undefined ? "" : `: ${title}`}`,
    ...(author ? { author } : {}),
  };
  return { landing };
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
