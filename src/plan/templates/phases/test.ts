import { sh } from "../step.ts";
import type { Stage } from "../step.ts";
import type { Toolbox } from "../kinds/kind.ts";
import { place } from "./place.ts";

/** Runs the suite with a report, the program itself, and measures coverage. */
export function test(tools: Toolbox): Stage {
  return {
    id: "test",
    description: "the suite with a report, the program itself, coverage",
    // Many test runners watch files or colour their output unless they are told that nobody looks.
    settings: ['env: { CI: "true" }'],
    steps: [
      ...(tools.suite === undefined
        ? place("test", "suite", "no test was run", reported)
        : [
            {
              id: "suite",
              description: "runs the tests; the report is test/report.txt",
              settings: ["timeout: 30m"],
              run: reported(tools.suite),
            },
          ]),
      ...(tools.functional === undefined
        ? place("smoke", "functional", "nothing shows that the program itself works")
        : [
            {
              id: "functional",
              description: "whether it works as a whole",
              settings: ["timeout: 30m"],
              run: plain(tools.functional),
            },
          ]),
      ...(tools.coverage === undefined
        ? place("coverage", "coverage", "coverage was not measured", plain, {
            dependsOn: ["suite"],
          })
        : [
            {
              id: "coverage",
              description: "how much of it the tests reach; the report is test/coverage.txt",
              ...(tools.suite === undefined ? {} : { dependsOn: ["suite"] }),
              settings: ["timeout: 30m"],
              run: reported(tools.coverage, "coverage"),
            },
          ]),
    ],
  };
}

const plain = (command: string): string => sh`
  set -eu
  mkdir -p "$REPORTS/test"
  ${command}`;

/** Output goes to the screen and to the report; the exit status is the command's, which a pipe alone would lose. */
const reported = (command: string, name = "report"): string => sh`
  set -eu
  mkdir -p "$REPORTS/test"
  rm -f "$REPORTS/test/${name}.status"
  {
    status=0
    {
      ${command}
    } 2>&1 || status=$?
    echo "$status" > "$REPORTS/test/${name}.status"
  } | tee "$REPORTS/test/${name}.txt"
  exit "$(cat "$REPORTS/test/${name}.status")"`;
