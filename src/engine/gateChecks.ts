import type { Evidence, Tree } from "../core/gate.ts";
import type { Request } from "../core/requests.ts";
import { findPhase } from "../core/run.ts";
import { viewsOf } from "../core/views.ts";
import type { PhaseState, Run } from "../core/run.ts";
import type { Gatekeeper } from "../gates/port.ts";
import { gateOrderOf, mergeOf } from "./gateOrder.ts";
import type { OrderContext } from "./order.ts";

/** The gates that are being checked. A check that this process does not live to see the end of is made again. */
export class GateChecks {
  readonly #keeper: Gatekeeper | undefined;
  readonly #report: (request?: Request) => void;
  readonly #underway = new Map<string, AbortController>();

  /** @param report what is to be decided when a check has come to an end; nothing where it was broken off */
  constructor(keeper: Gatekeeper | undefined, report: (request?: Request) => void) {
    this.#keeper = keeper;
    this.#report = report;
  }

  get size(): number {
    return this.#underway.size;
  }

  /** Begins to check the gate, unless that is under way. */
  check(run: Run, id: PhaseState["spec"]["id"], context: OrderContext): void {
    const phase = findPhase(run, id);
    const key = `${id}@${phase.round}`;
    if (this.#underway.has(key)) return;
    const ending = new AbortController();
    this.#underway.set(key, ending);
    void this.#evidence(run, phase, context, ending.signal).then((evidence) => {
      this.#underway.delete(key);
      this.#report(
        ending.signal.aborted ? undefined : { type: "report-gate", phase: id, evidence },
      );
    });
  }

  /** Voids the gates whose files are no more what was checked. */
  async look(run: Run): Promise<void> {
    for (const phase of run.waiting) {
      if (!this.#keeper) continue;
      const reason = await whyStale(this.#keeper, run, phase);
      if (reason !== undefined) this.#report({ type: "void-gate", phase: phase.spec.id, reason });
    }
  }

  /** Ends what an earlier driver, that died, has left of checks: nobody else would where a run does not go on. */
  async endLeft(run: Run, context: OrderContext): Promise<void> {
    for (const phase of run.gates) {
      const { gate } = phase.spec;
      if (!this.#keeper || this.#underway.has(`${phase.spec.id}@${phase.round}`)) continue;
      await this.#keeper.endLeft(gateOrderOf(run, phase, gate, context));
    }
  }

  /** Ends what is under way. */
  cancel(): void {
    for (const each of this.#underway.values()) each.abort();
  }

  async #evidence(
    run: Run,
    phase: PhaseState,
    context: OrderContext,
    signal: AbortSignal,
  ): Promise<Evidence> {
    const { round, spec } = phase;
    try {
      if (!this.#keeper) throw new Error("this engine has nobody to check gates");
      return await this.#keeper.check(gateOrderOf(run, phase, spec.gate, context), signal);
    } catch (error) {
      // A gate fails closed.
      const text = `the gate could not be checked: ${(error as Error).message}`;
      const check = { id: "gate", type: "run", passed: false, text, durationMs: 0 } as const;
      return {
        phase: spec.id,
        round,
        tree: { tree: "" },
        checks: [check],
        artifacts: [],
        digest: "",
      };
    }
  }
}

/** Why what a phase's gate was decided on is no more; nothing where it still is. */
export async function whyStale(
  keeper: Gatekeeper,
  run: Run,
  phase: PhaseState,
): Promise<string | undefined> {
  const { tree } = phase.evidence!;
  let now: Tree;
  try {
    const { landing, landed } = mergeOf(run, phase);
    if (landed) return undefined;
    now = await keeper.treeOf(run.source.dir, tree, landing, viewsOf(run.plan));
  } catch (error) {
    return `the files that were checked cannot be looked at: ${(error as Error).message}`;
  }
  // That only the run's branch has moved is seen when the phase is merged; the approval may hold all the same.
  if (now.head !== undefined && now.head === tree.head) return undefined;
  if (now.tree === tree.tree) return undefined;
  return `the files have changed since they were checked (tree ${tree.tree.slice(0, 12)}, now ${now.tree.slice(0, 12)})`;
}
