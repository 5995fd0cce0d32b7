import type { Check, CheckResult } from "../core/gate.ts";
import type { Checkout } from "../git/checkout.ts";
import { gitFields } from "../git/git.ts";
import { startedAt } from "./guards/startedByChecks.ts";
import { inShort } from "./inShort.ts";
import { putBackScripts } from "./packageScripts.ts";
import { isShadow, takeAway } from "./shadowing.ts";
import type { GateOrder } from "./port.ts";
import type { Compared } from "./workplace.ts";

/** What of the checks the phase itself has made or changed. */
export interface OwnScripts {
  readonly notes: readonly string[];
  /** There where that needs an approval, and the plan asks for none. */
  readonly check?: CheckResult;
}

/**
 * Puts what checks start back to what it was before the phase: nobody's work is judged by what it brought along. What was
 * not there before is left, and said.
 */
export async function fromBase(
  order: GateOrder,
  compared: Compared,
  checkout: Checkout,
): Promise<OwnScripts> {
  const { gate } = order;
  const checks = gate.checks.filter((each) => each.type === "run" && each.starts !== "phase");
  if (checks.length === 0) return { notes: [] };
  const { top, base, commit } = compared;
  const setup = order.workspace?.setup;
  const starting = setup === undefined ? checks : [...checks, ranAs(setup)];
  const before = await startedAt(starting, compared, base);
  const now = await startedAt(starting, compared, commit);
  const files = await changesOf(top, base, commit, new Set([...before.files, ...now.files]));
  const old = files.filter(({ state }) => state !== "A").map(({ path }) => path);
  const fresh = files.filter(({ state }) => state === "A").map(({ path }) => path);
  // Compared with no more than a commit, it may be the user's own that was only never committed.
  const isKnown = (order.landing ?? order.landed ?? order.start) !== undefined;
  const shadows = isKnown ? fresh.filter(isShadow) : [];
  const added = fresh.filter((path) => !isShadow(path));
  await takeAway(checkout, shadows);
  if (old.length > 0) await checkout.putBack(base, old);
  const ran = [...before.scripts, ...now.scripts];
  const scripts = await putBackScripts(compared, checkout, ran);
  const changed = [...old, ...shadows, ...scripts.changed];
  const made = [...added, ...scripts.added];
  return {
    notes: [
      ...(changed.length > 0
        ? [
            `the phase changed what its checks start, which was run as it was before: ${inShort(changed)}`,
          ]
        : []),
      ...(made.length > 0
        ? [`the phase itself has made what its checks start: ${inShort(made)}`]
        : []),
    ],
    ...(changed.length > 0 && !gate.approve ? { check: failing(changed) } : {}),
  };
}

/** What setup starts comes from before the phase as well. */
const ranAs = (setup: string): Check => ({ id: "setup", type: "run", run: setup, timeoutMs: 0 });

/** Of the files that count, and of those that count always: their paths, and git's letter for what became of them. */
async function changesOf(
  top: string,
  base: string,
  commit: string,
  paths: ReadonlySet<string>,
): Promise<{ readonly path: string; readonly state: string }[]> {
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--name-status", base, commit];
  const fields = await gitFields(args, { cwd: top });
  const found: { path: string; state: string }[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [state, path] = [fields[at]!, fields[at + 1]!];
    if (paths.has(path) || isShadow(path)) found.push({ path, state });
  }
  return found;
}

const failing = (changed: readonly string[]): CheckResult => ({
  id: "scripts",
  type: "guard",
  passed: false,
  text:
    `the phase changed what its checks start: ${inShort(changed)}; they were run as they were before, and a person has to agree to the change: ` +
    'give the gate an "approve", or say "starts: phase" of the check where that is what the phase is to make',
  durationMs: 0,
});
