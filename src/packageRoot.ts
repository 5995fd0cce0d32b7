import { existsSync } from "node:fs";

/**
 * The folder of this package, from wherever this module stands in it: in the sources, in what the compiler
 * makes of them, or in the bundle of the command line.
 */
export const packageRoot: URL = rootAbove(new URL(".", import.meta.url));

function rootAbove(folder: URL): URL {
  if (existsSync(new URL("package.json", folder))) return folder;
  return rootAbove(new URL("..", folder));
}
