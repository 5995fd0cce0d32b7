import { createHash } from "node:crypto";
import { fitId } from "../fitId.ts";

/** What a file calls something, as an id: where no letter of it can be in one, it is made of all of them. */
export const idFor = (name: string, kind: "phase" | "task"): string =>
  fitId(name, kind) ?? `${kind}-${digest(name)}`;

/**
 * The same, with ids that no two of them share, unless they have the name itself in common. Which id one has depends on
 * the names alone, not on their order: entries may be moved while a run goes on.
 */
export function withOwnIds<Named extends { readonly name: string; readonly id: string }>(
  all: readonly Named[],
): Named[] {
  const names = new Map<string, Set<string>>();
  for (const { id, name } of all) names.set(id, (names.get(id) ?? new Set()).add(name));
  return all.map((each) =>
    names.get(each.id)!.size === 1 || each.id === each.name
      ? each
      : { ...each, id: `${each.id}-${digest(each.name)}` },
  );
}

const digest = (name: string): string =>
  createHash("sha256").update(name).digest("hex").slice(0, 6);
