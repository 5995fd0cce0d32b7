// Puts the modules of each program into a few files: node takes about a third of a millisecond for each module that it
// has to find and open, and a run needs 150 of them. The library stays as the compiler made it.
import { chmodSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { rolldown } from "rolldown";

const PACKAGES = /^[^./]/;
const PROGRAMS = [
  "dist/runner/main.js",
  "dist/executors/agent/attemptTools/main.js",
  "dist/executors/agent/scripted/main.js",
];

for (const input of PROGRAMS) {
  const dir = dirname(input);
  rmSync(join(dir, "bundle"), { recursive: true, force: true });
  await bundle(input, [PACKAGES], {
    dir,
    format: "esm",
    entryFileNames: "main.js",
    chunkFileNames: "bundle/[name]-[hash].js",
  });
}

// The command line is CommonJS, of which V8's code can be kept in any version of node (src/cli/compiled.ts).
rmSync("dist/cli/bundle", { recursive: true, force: true });
await bundle("dist/cli/program.js", [PACKAGES], {
  dir: "dist/cli/bundle",
  format: "cjs",
  entryFileNames: "[name]-[hash].cjs",
  chunkFileNames: "[name]-[hash].cjs",
});
await bundle("dist/cli/main.js", [PACKAGES, /program\.js$/], {
  file: "dist/cli/main.js",
  format: "esm",
  codeSplitting: false,
});
chmodSync("dist/cli/main.js", 0o755);

async function bundle(input, external, output) {
  const made = await rolldown({ input, platform: "node", external });
  await made.write(output);
}
