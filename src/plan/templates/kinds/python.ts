import type { Project } from "../project.ts";
import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Toolbox } from "./kind.ts";

/** pytest where it is installed, else unittest; coverage, ruff and pip-audit where they are installed. */
export function python(project: Project): Toolbox {
  const own = [".venv/bin/python", "venv/bin/python"].find((each) => project.has(each));
  // unittest looks into folders that are packages only, unless it is told.
  const where = project.has("tests") && !project.has("tests/__init__.py") ? " -s tests" : "";
  return {
    chosen: `the Python of ${own === undefined ? "the PATH; there is no .venv here" : own}; pytest where it is installed, else unittest.`,
    // Byte code goes to the reports, so that the project's own folders stay as they are.
    env: { PYTHON: own ?? "python3", PYTHONPYCACHEPREFIX: "pawl-reports/bytecode" },
    sources: String.raw`\.py$`,
    tests: String.raw`(^|/)test_[^/]*\.py$|_test\.py$|(^|/)tests?/[^/]+\.py$`,
    dependencies: DEPENDENCIES,
    requirements: REQUIREMENTS,
    build: sh`
      # Python has nothing to build; every source file must compile.
      grep -E '\.py$' "$REPORTS/scout/files.txt" > "$REPORTS/build/sources.txt"
      "$PYTHON" -m compileall -q -i "$REPORTS/build/sources.txt"
      echo "compiled $(wc -l < "$REPORTS/build/sources.txt") files"`,
    suite: sh`
      if "$PYTHON" -c 'import pytest' 2> /dev/null; then
        "$PYTHON" -m pytest -p no:cacheprovider --junitxml="$REPORTS/test/junit.xml"
      else
        # unittest passes where it finds nothing; that is no pass.
        "$PYTHON" -m unittest discover${where} -v 2>&1 | tee "$REPORTS/test/unittest.txt"
        grep -Eq '^Ran [1-9]' "$REPORTS/test/unittest.txt" && tail -n 1 "$REPORTS/test/unittest.txt" | grep -q '^OK'
      fi`,
    functional: FUNCTIONAL,
    coverage: coverageOf(where),
    quality: QUALITY,
    advisories: sh`
      if "$PYTHON" -m pip_audit --version > /dev/null 2>&1; then
        "$PYTHON" -m pip_audit
      else
        ${leaveOpen("advisories were not asked for: pip-audit is not installed")}
      fi`,
  };
}

const DEPENDENCIES = sh`
  "$PYTHON" - << 'PY'
  import pathlib, re
  for file in sorted(pathlib.Path(".").glob("requirements*.txt")):
      for line in file.read_text(errors="replace").splitlines():
          line = line.split("#")[0].strip()
          if line and not line.startswith("-"):
              print(file, line)
  pyproject = pathlib.Path("pyproject.toml")
  if pyproject.exists():
      try:
          import tomllib
      except ImportError:
          print("pyproject.toml: Python 3.11 or later is needed to read it")
      else:
          project = tomllib.loads(pyproject.read_text()).get("project", {})
          for line in project.get("dependencies", []):
              print("pyproject.toml", line)
          for group, lines in project.get("optional-dependencies", {}).items():
              for line in lines:
                  print("pyproject.toml [" + group + "]", line)
  PY`;

const REQUIREMENTS = sh`
  need "$PYTHON" "runs it"
  while read -r from name; do
    name=$(printf '%s' "$name" | sed 's/[^A-Za-z0-9._-].*//')
    [ -n "$name" ] || continue
    case $from in *\]) continue ;; esac
    if "$PYTHON" -c 'import sys, importlib.metadata as m; m.version(sys.argv[1])' "$name" 2> /dev/null; then
      echo "ok       $name (named in $from)"
    else
      missing "$name (named in $from): install it first"
    fi
  done < "$REPORTS/scout/dependencies.txt"`;

const FUNCTIONAL = sh`
  # Every package of the project can be imported.
  "$PYTHON" - << 'PY'
  import importlib, pathlib, sys
  found = 0
  for root in (".", "src"):
      sys.path.insert(0, root)
      for init in sorted(pathlib.Path(root).glob("*/__init__.py")):
          if init.parent.name in ("test", "tests"):
              continue
          importlib.import_module(init.parent.name)
          print("imported", init.parent.name)
          found += 1
  if found == 0:
      print("no package to import: put a command here that shows that the program works")
  PY`;

const coverageOf = (where: string): string => sh`
  export COVERAGE_FILE="$REPORTS/test/coverage.data"
  if ! "$PYTHON" -c 'import coverage' 2> /dev/null; then
    ${leaveOpen("coverage was not measured: the package coverage is not installed")}
  else
    if "$PYTHON" -c 'import pytest' 2> /dev/null; then
      "$PYTHON" -m coverage run -m pytest -q -p no:cacheprovider
    else
      "$PYTHON" -m coverage run -m unittest discover${where}
    fi &&
      "$PYTHON" -m coverage xml -o "$REPORTS/test/coverage.xml" &&
      "$PYTHON" -m coverage report
  fi`;

const QUALITY = sh`
  if "$PYTHON" -m ruff --version > /dev/null 2>&1; then
    "$PYTHON" -m ruff check --no-cache .
  elif command -v ruff > /dev/null; then
    ruff check --no-cache .
  elif "$PYTHON" -m flake8 --version > /dev/null 2>&1; then
    "$PYTHON" -m flake8 --extend-exclude .venv,venv .
  else
    ${leaveOpen("the code was not checked by a linter: neither ruff nor flake8 is installed")}
  fi`;
