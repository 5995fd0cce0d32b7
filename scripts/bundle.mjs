// Puts the command line's modules into a few files: node takes about a third of a millisecond for each module that
// it has to find and open, and a run needs 150 of them. The library stays as the compiler made it.
import { chmodSync, rmSync } from "node:fs";
import { rolldown } from "rolldown";

const bundle = await rolldown({
  input: "dist/cli/main.js",
  platform: "node",
  external: [/^[^./]/],
});
rmSync("dist/cli/bundle", { recursive: true, force: true });
await bundle.write({
  dir: "dist/cli",
  format: "esm",
  entryFileNames: "main.js",
  chunkFileNames: "bundle/[name]-[hash].js",
});
chmodSync("dist/cli/main.js", 0o755);
