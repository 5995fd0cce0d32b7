import { sh } from "../step.ts";
import type { Step } from "../step.ts";
import { leaveOpen } from "../kinds/kind.ts";

/** The parameters that stand for commands which a plan does not know, each with an example. */
export const PLACES = {
  build: { does: "builds", example: "./build.sh" },
  test: { does: "runs the tests", example: "./run-tests.sh" },
  smoke: { does: "shows that the program works", example: "./program --version" },
  coverage: { does: "measures coverage", example: "./coverage.sh" },
  lint: { does: "checks the code", example: "./lint.sh" },
} as const;

export type Place = keyof typeof PLACES;

/**
 * Two tasks for a command that is not known yet. The first runs what the parameter gives and is skipped while that
 * is empty; the second says so, in its output and in the summary: nothing ever passes for done that was not done.
 * @param wrap puts a command into the shell text that runs it
 */
export function place(
  name: Place,
  id: string,
  open: string,
  wrap: (command: string) => string = (command) => sh`
    set -eu
    ${command}`,
  rest: Partial<Step> = {},
): Step[] {
  const { does, example } = PLACES[name];
  return [
    {
      id,
      description: `the command that ${does}: a place to fill`,
      when: `params.${name} != ""`,
      settings: ["timeout: 30m"],
      run: wrap(`eval "$PAWL_PARAM_${name.toUpperCase()}"`),
      ...rest,
    },
    {
      id: `${id}-open`,
      description: `says that no command ${does} yet`,
      when: `params.${name} == ""`,
      run: leaveOpen(
        `${open}: give the parameter ${name} at the top of the plan a command, or run with -p ${name}='${example}'`,
      ),
    },
  ];
}
