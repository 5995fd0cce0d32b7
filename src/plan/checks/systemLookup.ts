import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";

/** What looking for a command came to. */
export type Found = "command" | "missing" | "folder" | "not-executable";

/** Finds commands and folders on a machine. */
export interface Lookup {
  /** A name without a slash, along a PATH; relative parts of that count from `folder`. */
  onPath(name: string, path: string, folder: string): Found;
  /** A file by its path. */
  at(file: string): Found;
  isFolder(path: string): boolean;
  /** The names of all that is found along a PATH. */
  namesOn(path: string, folder: string): readonly string[];
}

/** Looks at this machine, once for each question: a plan of a thousand tasks names few commands. */
export function systemLookup(): Lookup {
  const known = new Map<string, Found>();
  const once = (key: string, look: () => Found): Found => {
    let found = known.get(key);
    if (!found) known.set(key, (found = look()));
    return found;
  };
  const at = (file: string): Found => once(file, () => lookAt(file));
  return {
    at,
    isFolder: (path) => at(path) === "folder",
    namesOn: (path, folder) => foldersOf(path, folder).flatMap(names),
    onPath: (name, path, folder) => {
      const folders = foldersOf(path, folder);
      return once(`${name}\0${folders.join(":")}`, () =>
        best(folders.map((each) => lookAt(join(each, name)))),
      );
    },
  };
}

/** The folders of a PATH; an empty one is the working folder. */
const foldersOf = (path: string, folder: string): string[] =>
  path.split(":").map((each) => (isAbsolute(each) ? each : resolve(folder, each)));

function names(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A folder of a command's name on the PATH is passed over, as the shell does. */
function best(found: readonly Found[]): Found {
  if (found.includes("command")) return "command";
  return found.includes("not-executable") ? "not-executable" : "missing";
}

function lookAt(file: string): Found {
  try {
    if (statSync(file).isDirectory()) return "folder";
    accessSync(file, constants.X_OK);
    return "command";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "not-executable" : "missing";
  }
}
