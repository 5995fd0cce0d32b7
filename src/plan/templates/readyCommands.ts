import { kindOf, toolboxOf } from "./commands.ts";
import { targetsOf } from "./kinds/make.ts";
import { readPackage } from "./kinds/packageJson.ts";
import type { Project } from "./project.ts";

/*
 * Commands for checks of gates: each is one line that needs nothing of the reports and variables of the template
 * `commands`, and runs in a clean checkout.
 */

/** Runs the tests of a project; undefined where it is not known what does. */
export function testCommand(project: Project): string | undefined {
  const kind = kindOf(project);
  if (kind === "python") return pythonTests(project);
  const { suite } = toolboxOf(project, kind);
  return suite?.includes("\n") ? undefined : suite;
}

/** Checks the types of a project; undefined where it is not known what does, or where it has none. */
export function typesCommand(project: Project): string | undefined {
  switch (kindOf(project)) {
    case "node":
      return nodeTypes(project);
    case "python":
      return pythonTypes(project);
    case "go":
      return "go vet ./...";
    case "rust":
      return "cargo check --workspace --all-targets";
    case "make": {
      const targets = targetsOf(project);
      const target = TYPE_SCRIPTS.find((each) => targets.has(each));
      return target === undefined ? undefined : `make ${target}`;
    }
    case "none":
      return undefined;
  }
}

const TYPE_SCRIPTS = ["types", "typecheck", "type-check", "check-types"] as const;

function nodeTypes(project: Project): string | undefined {
  const { manager, scripts, packages, folder } = readPackage(project);
  const script = TYPE_SCRIPTS.find((each) => scripts[each] !== undefined);
  if (script !== undefined) return `${manager} run ${script}`;
  return project.has("tsconfig.json") && packages.includes("typescript")
    ? `${folder}tsc --noEmit`
    : undefined;
}

/** Whether a file that says what a Python project needs and how its tools are set names one. */
const mentions = (project: Project, tool: RegExp): boolean =>
  ["pyproject.toml", "requirements.txt", "requirements-dev.txt", "setup.cfg", "setup.py", "tox.ini"]
    .flatMap((each) => project.read(each) ?? [])
    .some((text) => tool.test(text));

function pythonTests(project: Project): string {
  const usesPytest =
    project.has("pytest.ini") ||
    project.has("conftest.py") ||
    project.has("tests/conftest.py") ||
    mentions(project, /\bpytest\b/);
  if (usesPytest) return "python3 -m pytest";
  // unittest looks into folders that are packages only, unless it is told.
  const inFolder = project.has("tests") && !project.has("tests/__init__.py");
  return `python3 -m unittest discover${inFolder ? " -s tests" : ""}`;
}

function pythonTypes(project: Project): string | undefined {
  if (project.has("mypy.ini") || project.has(".mypy.ini") || mentions(project, /\bmypy\b/))
    return "python3 -m mypy .";
  return project.has("pyrightconfig.json") || mentions(project, /\bpyright\b/)
    ? "pyright"
    : undefined;
}
