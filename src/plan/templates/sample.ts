import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../packageRoot.ts";

const SCRIPT = "agents/scripted.yaml";

/** Files of a sample that only the example needs. */
const NOT_WRITTEN = ["pawl.yaml", "README.md"];

/** A sample that a template comes with, and that is an example as well. */
export class Sample {
  readonly #folder: URL;

  /** @param name of its folder among the examples */
  constructor(name: string) {
    this.#folder = new URL(`examples/${name}/`, packageRoot);
  }

  textOf(path: string): string {
    return readFileSync(new URL(path, this.#folder), "utf8");
  }

  /** Whether the file in a folder is the sample's own. */
  isIn(folder: string, path: string): boolean {
    try {
      return readFileSync(join(folder, path), "utf8") === this.textOf(path);
    } catch {
      return false;
    }
  }

  /**
   * What of it is not in a folder yet, by paths; what scripted agents do only where they are to do it.
   * @param isNeeded which of them, where it is not all
   */
  missingIn(
    folder: string,
    isScripted: boolean,
    isNeeded: (path: string) => boolean = () => true,
  ): Record<string, string> {
    const root = fileURLToPath(this.#folder);
    const paths = readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name).slice(root.length))
      .filter((path) => !NOT_WRITTEN.includes(path) && (path !== SCRIPT || isScripted))
      .filter((path) => isNeeded(path) && !existsSync(join(folder, path)));
    return Object.fromEntries(paths.sort().map((path) => [path, this.textOf(path)]));
  }
}
