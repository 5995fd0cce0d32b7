import { sh } from "../step.ts";
import type { Stage } from "../step.ts";
import type { Toolbox } from "../kinds/kind.ts";

/** What is to be done: requirements, an estimate, the outline of a specification. */
export function plan(tools: Toolbox): Stage {
  return {
    id: "plan",
    description: "what is to be done: requirements, estimate, outline",
    steps: [requirements(tools), estimate(tools), SPEC],
  };
}

const requirements = (tools: Toolbox) => ({
  id: "requirements",
  description: "whether all that the work needs is here",
  run: sh`
    set -eu
    mkdir -p "$REPORTS/plan"
    failed=0
    missing() {
      echo "missing  $1"
      failed=1
    }
    need() {
      if command -v "$1" > /dev/null; then echo "ok       $1: $2"; else missing "$1: $2"; fi
    }
    check() {
      need git "keeps its history"
      ${tools.requirements === "" ? "# Add a line for each program that the work needs." : tools.requirements}
    }
    check > "$REPORTS/plan/requirements.txt"
    cat "$REPORTS/plan/requirements.txt"
    exit "$failed"`,
});

const estimate = (tools: Toolbox) => ({
  id: "estimate",
  description: "how large and how complex it is",
  outputs: ["files", "lines", "tests", "size"],
  run: sh`
    set -eu
    mkdir -p "$REPORTS/plan"
    grep -E '${tools.sources}' "$REPORTS/scout/files.txt" > "$REPORTS/plan/sources.txt" || true
    files=$(($(wc -l < "$REPORTS/plan/sources.txt")))
    tests=$(grep -cE '${tools.tests}' "$REPORTS/scout/files.txt" || true)
    lines=$(($(tr '\n' '\0' < "$REPORTS/plan/sources.txt" | xargs -0 cat -- 2> /dev/null | wc -l)))
    depends=$(($(wc -l < "$REPORTS/scout/dependencies.txt")))
    # A rule of thumb; put your own here.
    size=small
    if [ "$lines" -gt 2000 ] || [ "$depends" -gt 20 ]; then size=medium; fi
    if [ "$lines" -gt 20000 ] || [ "$depends" -gt 100 ]; then size=large; fi
    echo "$files source files with $lines lines, $tests test files, $depends dependencies: $size" | tee "$REPORTS/plan/estimate.txt"
    printf 'files=%s\nlines=%s\ntests=%s\nsize=%s\n' "$files" "$lines" "$tests" "$size" >> "$PAWL_OUTPUT"`,
});

const SPEC = {
  id: "spec",
  description: "the outline of an implementation specification",
  dependsOn: ["requirements", "estimate"],
  from: {
    SIZE: "outputs.estimate.size",
    LINES: "outputs.estimate.lines",
    TESTS: "outputs.estimate.tests",
  },
  run: sh`
    set -eu
    {
      echo "# Specification"
      echo
      echo "## Goal"
      echo
      echo "$PAWL_PARAM_GOAL"
      echo
      echo "## Where it starts"
      echo
      echo "A $SIZE project: $LINES lines of source, $TESTS test files."
      sed 's/^/- /' "$REPORTS/plan/requirements.txt"
      echo
      echo "## Done when"
      echo
      echo "- [ ] it builds"
      echo "- [ ] the tests pass, and there are tests for what is new"
      echo "- [ ] the review finds nothing that must be changed"
    } > "$REPORTS/plan/spec.md"
    cat "$REPORTS/plan/spec.md"`,
};
