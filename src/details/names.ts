import { rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { DetailsFile } from "../core/details.ts";

/** What a file is called outside of its attempt's folder: `<phase>/<task>@<attempt>/<name>`. */
export function nameOf({ path }: Pick<DetailsFile, "path">): string {
  // attempts/<phase>/<task>@<attempt>/details/<name>
  const [, phase, attempt, , ...name] = path.split("/");
  return [phase, attempt, ...name].join("/");
}

/** Removes a folder and those around it up to `top`, as far as nothing is in them. */
export async function removeEmpty(folder: string, top: string): Promise<void> {
  for (let at = folder; at === top || at.startsWith(`${top}/`); at = dirname(at))
    await rmdir(at).catch(() => {});
}
