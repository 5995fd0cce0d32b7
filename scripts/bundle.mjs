// Puts the modules of each program into a few files: node takes about a third of a millisecond for each module that it
// has to find and open, and a run needs 150 of them. The library stays as the compiler made it.
import { chmodSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const PROGRAMS = [
  "dist/cli/main.js",
  "dist/runner/main.js",
  "dist/executors/agent/attemptTools/main.js",
  "dist/executors/agent/scripted/main.js",
];

for (const input of PROGRAMS) {
  const dir = dirname(input);
  const bundle = await rolldown({ input, platform: "node", external: [/^[^./]/] });
  rmSync(join(dir, "bundle"), { recursive: true, force: true });
  await bundle.write({
    dir,
    format: "esm",
    entryFileNames: "main.js",
    chunkFileNames: "bundle/[name]-[hash].js",
  });
}
chmodSync("dist/cli/main.js", 0o755);
