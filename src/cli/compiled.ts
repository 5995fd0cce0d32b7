import { fstatSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync } from "node:fs";
import { closeSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { basename, dirname, join } from "node:path";
import { Script, constants } from "node:vm";

const UNUSED_MS = 30 * 24 * 3600 * 1000;
/** One file for all scripts of a command: for each a line of name and sizes, then what V8 made of them. */
type Parts = Map<string, Buffer>;

interface Module {
  exports: unknown;
}

/**
 * Loads the bundle of the command line with what V8 made of it the last time, for to compile it anew takes longer
 * than all else before a run's first attempt. Node has this built in from 22.1 on. What is kept is never needed: V8
 * itself looks whether it fits its version and flags, and names of bundles hold the hash of what they were made of.
 */
export class Compiled {
  readonly #kept: Parts;
  readonly #path: string;
  readonly #modules = new Map<string, Module>();
  readonly #scripts = new Map<string, Script>();
  #isWhole = true;

  /** @param entry the file to begin with; `command` is what is run of it, for each uses other parts */
  constructor(entry: string, command: string) {
    const name = `${basename(entry, ".cjs")}-${process.version}-${process.arch}-${command}`;
    this.#path = join(cacheFolder(), name);
    this.#kept = read(this.#path);
  }

  load(file: string): unknown {
    const known = this.#modules.get(file);
    if (known) return known.exports;
    const module: Module = { exports: {} };
    this.#modules.set(file, module);
    const cachedData = this.#kept.get(basename(file));
    const script = new Script(
      `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, "utf8")}\n})`,
      {
        filename: file,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
        ...(cachedData && { cachedData }),
      },
    );
    this.#isWhole &&= cachedData !== undefined && script.cachedDataRejected === false;
    this.#scripts.set(basename(file), script);
    const folder = dirname(file);
    const others = createRequire(file);
    const require = (id: string): unknown =>
      id.startsWith("./") ? this.load(join(folder, id)) : others(id);
    const wrapped = script.runInThisContext() as (...given: unknown[]) => void;
    wrapped(module.exports, require, module, file, folder);
    return module.exports;
  }

  /** Keeps what was compiled, for the next time; after the work, so that what was only compiled there is in it. */
  keep(): void {
    if (this.#isWhole) return;
    try {
      write(this.#path, this.#scripts);
    } catch {
      // A home that cannot be written; the next start takes as long as this one.
    }
  }
}

const cacheFolder = (): string =>
  join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "pawl");

/** Compiled code is code: it is taken only from a file of this user's own. */
function read(path: string): Parts {
  const parts: Parts = new Map();
  let fd: number | undefined;
  try {
    fd = openSync(path, "r");
    if (fstatSync(fd).uid !== process.getuid?.()) return parts;
    const bytes = readFileSync(fd);
    const end = bytes.indexOf("\n");
    let at = end + 1;
    for (const [name, size] of JSON.parse(bytes.toString("utf8", 0, end)) as [string, number][]) {
      parts.set(name, bytes.subarray(at, (at += size)));
    }
  } catch {
    // There is none yet, or it is cut: then V8 compiles.
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  return parts;
}

function write(path: string, scripts: ReadonlyMap<string, Script>): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const parts = [...scripts].map(([name, script]) => [name, script.createCachedData()] as const);
  const index = JSON.stringify(parts.map(([name, data]) => [name, data.length]));
  const own = `${path}.${process.pid}`;
  writeFileSync(own, Buffer.concat([Buffer.from(`${index}\n`), ...parts.map(([, data]) => data)]));
  renameSync(own, path);
  // Those of versions that are gone.
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (Date.now() - statSync(other).mtimeMs > UNUSED_MS) unlinkSync(other);
  }
}
