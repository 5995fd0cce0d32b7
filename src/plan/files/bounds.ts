import { existsSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/** Where files may be. */
export interface Bounds {
  /** Whether a path leads there, by its text. */
  holds(file: string): boolean;
  /** The same of a path without symbolic links. */
  holdsReal(file: string): boolean;
}

/** The plan's folder and the repository around it, as they are written and as they are. */
export function boundsOf(folder: string): Bounds {
  let found: { readonly written: string[]; readonly real: string[] } | undefined;
  const bounds = (): { readonly written: string[]; readonly real: string[] } => {
    if (!found) {
      const written = [folder, ...repositoryOf(folder), ...repositoryOf(realpathSync(folder))];
      found = { written, real: written.map((each) => realpathSync(each)) };
    }
    return found;
  };
  return {
    holds: (file) => bounds().written.some((each) => isWithin(file, each)),
    holdsReal: (file) => bounds().real.some((each) => isWithin(file, each)),
  };
}

function isWithin(file: string, folder: string): boolean {
  const path = relative(folder, file);
  return path !== ".." && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}

/** The root of the work tree that a folder is in; none where it is in none. */
function repositoryOf(folder: string): string[] {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return [at];
    if (at === dirname(at)) return [];
  }
}
