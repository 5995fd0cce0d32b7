import type { Project } from "../project.ts";
import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Toolbox } from "./kind.ts";

const BUILD = ["build", "all"];
const TEST = ["test", "tests", "check"];
const FUNCTIONAL = ["smoke", "e2e", "integration", "installcheck"];
const COVERAGE = ["coverage", "cov"];
const QUALITY = ["lint", "format-check"];

/** Targets with the names that people give them; what has none is a place to fill. */
export function make(project: Project): Toolbox {
  const targets = targetsOf(project);
  const one = (names: readonly string[]): string | undefined => {
    const target = names.find((each) => targets.has(each));
    return target === undefined ? undefined : `make ${target}`;
  };
  const suite = one(TEST);
  const functional = one(FUNCTIONAL);
  const quality = one(QUALITY);
  const known = [...BUILD, ...TEST, ...FUNCTIONAL, ...COVERAGE, ...QUALITY].filter((each) =>
    targets.has(each),
  );
  return {
    chosen:
      known.length > 0
        ? `its targets ${known.join(", ")}.`
        : "its first target; none of the usual names is there.",
    sources: String.raw`\.(c|cc|cpp|cxx|h|hpp|s|S|f90|pl|sh)$`,
    tests: String.raw`(^|/)tests?/|(^|[/._-])test[._-]|[._-]test\.`,
    ...(suite === undefined
      ? {}
      : { countTests: { what: "targets that test", run: countOf(project) } }),
    dependencies: sh`
      # Each target with what it needs, as the makefile has it.
      grep -hE '^[A-Za-z0-9_./%-]+[[:space:]]*:([^=]|$)' ${fileOf(project)} || echo "no plain targets"`,
    requirements: sh`need make "builds and tests it"`,
    build: one(BUILD) ?? "make",
    ...(suite === undefined ? {} : { suite }),
    ...(functional === undefined ? {} : { functional }),
    coverage:
      one(COVERAGE) ??
      leaveOpen("coverage was not measured: the makefile has no target named coverage"),
    ...(quality === undefined ? {} : { quality }),
  };
}

/** What the targets do is not known; that there is one must do. */
const countOf = (project: Project): string =>
  `grep -cE '^(${TEST.join("|")})[[:space:]]*:' ${fileOf(project)} || true`;

const fileOf = (project: Project): string =>
  project.found.find((each) => each.kind === "make")?.by[0] ?? "Makefile";

/** Names of what it can be asked to make. */
export function targetsOf(project: Project): ReadonlySet<string> {
  const text = project.read(fileOf(project)) ?? "";
  return new Set([...text.matchAll(/^([A-Za-z0-9_.-]+)[ \t]*:(?![:=])/gm)].map((each) => each[1]!));
}
