import { projectCommands } from "./projectCommands.ts";
import { quoted } from "./step.ts";

/**
 * A sample's plan with the commands of the project in a folder; where it is not known what runs its tests, a run is
 * told.
 * @param name what the plan is called instead of what the sample is
 */
export function withOwnCommands(text: string, folder: string, name: string): string {
  const { test, setup } = projectCommands(folder);
  const command = quoted(test ?? 'eval "$PAWL_PARAM_TEST"');
  const params = `params:\n  test: { type: string, description: the command that runs the tests }\n\n`;
  return text
    .replaceAll("node --test", () => command)
    .replace("# setup: npm ci   ", () =>
      setup === undefined ? "# setup: npm ci   " : `setup: ${quoted(setup)} `,
    )
    .replace(/^name: .*$/m, () => `name: ${name}`)
    .replace(/^workspace:/m, (line) => (test === undefined ? `${params}${line}` : line));
}
