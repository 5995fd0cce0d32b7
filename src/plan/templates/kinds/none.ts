import type { Toolbox } from "./kind.ts";

/** Nothing is known of the project: its commands are places to fill. */
export function none(): Toolbox {
  return {
    chosen: "no package.json, pyproject.toml, go.mod, Cargo.toml or Makefile was found.",
    sources: String.raw`\.[A-Za-z][A-Za-z0-9]*$`,
    tests: String.raw`(^|/)(tests?|spec|__tests__)/|(^|[/._-])(test|spec)[._-]|[._-](test|spec)\.`,
    dependencies: 'echo "not known: list here what the project depends on"',
    requirements: "",
  };
}
