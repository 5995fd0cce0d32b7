import { sh } from "../step.ts";
import type { Stage } from "../step.ts";
import { leaveOpen } from "../kinds/kind.ts";
import type { Toolbox } from "../kinds/kind.ts";
import { place } from "./place.ts";

/** Makes it, and sees that there are tests for it. */
export function build(tools: Toolbox): Stage {
  const known =
    tools.build === undefined
      ? undefined
      : sh`
    set -eu
    mkdir -p "$REPORTS/build"
    ${tools.build}`;
  const none = "there is not one test";
  return {
    id: "build",
    description: "makes it, and sees that there are tests for it",
    steps: [
      ...(known === undefined
        ? place("build", "build", "nothing was built")
        : [{ id: "build", description: "builds it", settings: ["timeout: 30m"], run: known }]),
      {
        id: "tests-exist",
        description: "whether there are tests",
        ...(tools.countTests !== undefined && known !== undefined
          ? { dependsOn: ["build"], settings: ["timeout: 30m"] }
          : {}),
        outputs: ["tests"],
        run: sh`
          set -eu
          tests=$(${tools.countTests ?? `grep -cE '${tools.tests}' "$REPORTS/scout/files.txt" || true`})
          echo "tests=$tests" >> "$PAWL_OUTPUT"
          if [ "$tests" -eq 0 ]; then
            ${
              tools.suite === undefined
                ? leaveOpen(none)
                : sh`
              echo "${none}"
              exit 1`
            }
          fi
          echo "${tools.countTests === undefined ? "files that hold tests" : "tests"}: $tests"`,
      },
    ],
  };
}
