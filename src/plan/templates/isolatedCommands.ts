/** Commands that the gates of the template run: a parameter each, so that a run can be given others. */
const SAMPLE = {
  build: "node --check greeting.mjs",
  test: "mkdir -p coverage && node --test --experimental-test-coverage --test-reporter=lcov --test-reporter-destination=coverage/lcov.info --test-reporter=spec --test-reporter-destination=stdout",
  lint: "cat greeting.mjs greeting.test.mjs > /dev/null && ! grep -nE '[[:blank:]]$|console[.]log|debugger' greeting.mjs greeting.test.mjs",
} as const;

const WHAT = {
  build: "the command that builds; it fails where the build does",
  test: "the command that runs all tests, and writes coverage/lcov.info",
  lint: "the command that checks the code against your standards",
} as const;

/** The parameters as YAML. Of a project of one's own nothing is known: a run must be given its commands. */
export function commandParams(isSample: boolean): string {
  return (["build", "test", "lint"] as const)
    .map((name) => {
      const initial = isSample ? `\n    default: ${JSON.stringify(SAMPLE[name])}` : "";
      return `  ${name}:\n    type: string${initial}\n    description: ${WHAT[name]}`;
    })
    .join("\n");
}
