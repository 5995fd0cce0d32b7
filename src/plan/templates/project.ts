import { existsSync, readFileSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** Kinds of projects, in the order in which they count where several are found in one folder. */
export const KINDS = ["node", "python", "go", "rust", "make"] as const;

export type KindName = (typeof KINDS)[number] | "none";

/** The files that tell a kind. */
const MARKS: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  node: ["package.json"],
  python: ["pyproject.toml", "requirements.txt", "setup.py", "setup.cfg", "Pipfile"],
  go: ["go.mod"],
  rust: ["Cargo.toml"],
  make: ["GNUmakefile", "makefile", "Makefile"],
};

/** A folder for which a plan is to be written. */
export interface Project {
  readonly folder: string;
  /** The folder's name. */
  readonly name: string;
  /** What was found, in the order of `KINDS`, each with the files that told it. */
  readonly found: readonly {
    readonly kind: (typeof KINDS)[number];
    readonly by: readonly string[];
  }[];
  has(path: string): boolean;
  /** A file's text, or nothing where it cannot be read. */
  read(path: string): string | undefined;
  /** Names in a folder of the project, sorted; none where there is no such folder. */
  list(path: string): readonly string[];
}

/** What a project is made of, by the names in its folder. */
export function projectOf(at: Omit<Project, "found">): Project {
  // Not `has`: where case makes no difference, one file would be found under two names.
  const names = new Set(at.list("."));
  const found = KINDS.map((kind) => ({
    kind,
    by: MARKS[kind].filter((name) => names.has(name)),
  })).filter((each) => each.by.length > 0);
  return { ...at, found };
}

/** Looks at the top of a folder; nothing of it is run. */
export function readProject(folder: string): Project {
  const at = (path: string): string => join(folder, path);
  const has = (path: string): boolean => existsSync(at(path));
  const list = (path: string): readonly string[] => {
    try {
      return readdirSync(at(path)).sort();
    } catch {
      return [];
    }
  };
  return projectOf({
    folder,
    name: basename(resolve(folder)),
    has,
    list,
    read: (path) => {
      try {
        return readFileSync(at(path), "utf8");
      } catch {
        return undefined;
      }
    },
  });
}
