import { matchesGlob } from "./glob.ts";
import type { Scope } from "./workspace.ts";

/**
 * Paths that a task may not change. A glob that names a folder stands for all that is in it; what is outside of the
 * plan's folder is only reached by a glob that begins with `../`.
 * @param paths relative to the repository, with `/`
 * @param prefix the plan's folder, relative to the repository; empty for the repository itself
 */
export function outOfScope(
  paths: readonly string[],
  { include, exclude }: Scope,
  prefix: string,
): string[] {
  const steps = prefix.split("/").filter((each) => each !== "");
  return paths.filter((path) => {
    const name = relativeTo(path.split("/"), steps);
    if (include && !include.some((glob) => leadsTo(name, glob) && fits(name, glob))) return true;
    return exclude?.some((glob) => fits(name, glob)) ?? false;
  });
}

/** What a task may change, for a person. */
export function scopeInWords({ include, exclude }: Scope): string {
  const may = include ? (list(include) ?? "nothing") : "everything";
  const not = list(exclude ?? []);
  return `it may change ${may}${not === undefined ? "" : ` but not ${not}`}`;
}

const list = (globs: readonly string[]): string | undefined =>
  globs.length === 0 ? undefined : globs.map((each) => `\`${each}\``).join(", ");

const leadsTo = (name: string, glob: string): boolean =>
  !isOutside(name) || glob.replace(/^(\.\/)+/, "").startsWith("../");

/** A plan's folder may have taken the place of a file of its name: that has no more than `..`. */
const isOutside = (name: string): boolean => /^\.\.(\/|$)/.test(name);

function fits(name: string, glob: string): boolean {
  const plain = glob.replace(/\/+$/, "").replace(/^(\.\/)+/, "");
  if (plain === "" || plain === ".") return !isOutside(name);
  return matchesGlob(name, plain) || matchesGlob(name, `${plain}/**`);
}

function relativeTo(path: readonly string[], folder: readonly string[]): string {
  let same = 0;
  while (same < folder.length && path[same] === folder[same]) same++;
  return [...folder.slice(same).map(() => ".."), ...path.slice(same)].join("/");
}
