import { rmdir } from "node:fs/promises";
import { dirname, posix } from "node:path";
import type { DetailsFile } from "../core/details.ts";
import { ATTEMPT_FILES } from "../core/paths.ts";
import type { DetailsOrder } from "./port.ts";

/** The folder of an attempt's details, relative to the run's. */
export const detailsFolder = (attempt: string): string =>
  posix.join(attempt, ATTEMPT_FILES.details);

/**
 * What a file is called outside of its attempt's folder: `<phase>/<task>@<attempt>/<name>`.
 * @throws Error where it is none of theirs
 */
export function nameOf(order: DetailsOrder, { path }: Pick<DetailsFile, "path">): string {
  const top = topOf(order, { path });
  const attempt = posix.dirname(top).replace(/^attempts\//, "");
  return posix.join(attempt, path.slice(top.length + 1));
}

/** The folder of details that a file lies in, relative to the run's. @throws Error where it lies in none */
export function topOf({ attempts }: DetailsOrder, { path }: Pick<DetailsFile, "path">): string {
  const top = attempts
    .map(({ folder }) => detailsFolder(folder))
    .find((each) => path.startsWith(`${each}/`));
  if (top === undefined) throw new Error("it is no attempt's of this phase");
  return top;
}

/** Removes a folder and those around it up to `top`, as far as nothing is in them. */
export async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at === top || at.startsWith(`${top}/`); at = dirname(at))
    await rmdir(at).catch(() => {});
}
