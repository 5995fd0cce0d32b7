import { sh } from "../step.ts";
import type { Stage, Step } from "../step.ts";
import { leaveOpen } from "../kinds/kind.ts";
import type { Toolbox } from "../kinds/kind.ts";
import { place } from "./place.ts";

/** Makes it, and sees that there are tests for it. */
export function build(tools: Toolbox): Stage {
  return {
    id: "build",
    description: "makes it, and sees that there are tests for it",
    steps: [...makeIt(tools), testsExist(tools)],
  };
}

function makeIt({ build: command }: Toolbox): readonly Step[] {
  if (command === undefined) return place("build", "build", "nothing was built");
  const run = sh`
    set -eu
    mkdir -p "$REPORTS/build"
    ${command}`;
  return [{ id: "build", description: "builds it", settings: ["timeout: 30m"], run }];
}

/** Without a command that runs tests, that there are none is left open; with one it is a failure. */
function testsExist({ build: command, suite, countTests, tests }: Toolbox): Step {
  const none = "there is not one test";
  const files = {
    what: "files that hold tests",
    run: `grep -cE '${tests}' "$REPORTS/scout/files.txt" || true`,
  };
  const count = countTests ?? files;
  const onNone = suite === undefined ? leaveOpen(none) : `echo "${none}"\nexit 1`;
  return {
    id: "tests-exist",
    description: "whether there are tests",
    // Counting may need what the build makes.
    ...(countTests && command !== undefined ? { dependsOn: ["build"] } : {}),
    settings: ["timeout: 30m"],
    outputs: ["tests"],
    run: sh`
      set -eu
      tests=$(${count.run})
      echo "tests=$tests" >> "$PAWL_OUTPUT"
      if [ "$tests" -eq 0 ]; then
        ${onNone}
      fi
      echo "${count.what}: $tests"`,
  };
}
