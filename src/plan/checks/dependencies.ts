import type { Draft, Item, PhaseDraft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { didYouMean, nearest } from "../suggest.ts";
import { checkWaits } from "./waits.ts";
import type { Kind } from "./waits.ts";

/** What is to be said of a name that nothing in the list has. */
type Elsewhere = (name: string) => string | undefined;

/** Names that are given twice, names that nothing has, and waits that never end. */
export function checkDependencies({ phases }: Draft, findings: Findings): void {
  const homes = new Map<string, string>();
  for (const phase of phases) for (const task of phase.tasks) homes.set(task.name, phase.name);
  check("phase", phases, aboutPhase(homes), findings);
  const names = new Set(phases.map((phase) => phase.name));
  for (const phase of phases) check("task", phase.tasks, aboutTask(phase, names, homes), findings);
}

const aboutPhase =
  (homes: ReadonlyMap<string, string>): Elsewhere =>
  (name) => {
    const home = homes.get(name);
    return home === undefined
      ? undefined
      : `${quoted(name)} is a task of the phase ${quoted(home)}; depend on that`;
  };

const aboutTask =
  (phase: PhaseDraft, names: ReadonlySet<string>, homes: ReadonlyMap<string, string>): Elsewhere =>
  (name) => {
    const home = names.has(name) ? name : homes.get(name);
    if (home === undefined || home === phase.name) return undefined;
    const what = names.has(name) ? "a phase" : `a task of the phase ${quoted(home)}`;
    return `${quoted(name)} is ${what}; let the phase ${quoted(phase.name)} depend on ${quoted(home)}`;
  };

function check(kind: Kind, items: readonly Item[], elsewhere: Elsewhere, findings: Findings): void {
  checkNames(kind, items, findings);
  checkNeeds(kind, items, elsewhere, findings);
  checkWaits(kind, items, findings);
}

export function checkNames(kind: Kind, items: readonly Item[], findings: Findings): void {
  const ids = new Map<string, Item>();
  for (const item of items) {
    const first = ids.get(item.id);
    if (!first) {
      ids.set(item.id, item);
      continue;
    }
    const line = findings.lineOf(first.at);
    const message =
      first.name === item.name
        ? `the ${kind} ${quoted(item.name)} is there twice, first in line ${line}`
        : `${quoted(item.name)} and ${quoted(first.name)} in line ${line} would both have the id ${quoted(item.id)}`;
    findings.error(item.at, "duplicate-id", message, "give one of them another name");
  }
}

function checkNeeds(
  kind: Kind,
  items: readonly Item[],
  elsewhere: Elsewhere,
  findings: Findings,
): void {
  const names = items.map((item) => item.name);
  const known = new Set(names);
  for (const item of items) {
    for (const { name, at } of item.needs) {
      if (name === item.name) {
        findings.error(
          at,
          "self-dependency",
          `the ${kind} ${quoted(name)} depends on itself`,
          `take ${quoted(name)} out of its "depends_on"`,
        );
      } else if (!known.has(name)) {
        const hint = (): string | undefined => {
          const others = names.filter((each) => each !== item.name);
          const near = nearest(name, others) === undefined ? elsewhere(name) : undefined;
          return near ?? didYouMean(name, others, "there are");
        };
        findings.error(at, "unknown-dependency", `there is no ${kind} ${quoted(name)}`, hint);
      }
    }
  }
}
