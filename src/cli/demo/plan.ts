/** The plan of the demonstration: people look at it, so it says what it does. */
export const PLAN = String.raw`# A small library is taken through five phases, with real commands.
#
#   issue      ISSUE.md: words with an apostrophe are counted as two
#   result     a tested fix, on main, and reports/summary.md
#
# In earnest a person or a coding agent would write the change; here it waits in patches/.

pawl: 1
name: tally

params:
  # Only so that there is something to watch; "pawl demo --slow" makes it 3.
  pause: { default: 0.15, description: seconds that each step takes longer than it must }

defaults:
  timeout: 2m

phases:
  # What is here? Three tasks side by side; the fourth waits for what they put out.
  - id: scout
    tasks:
      - id: files
        outputs: [count]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          mkdir -p reports
          git ls-files > reports/files.txt
          cat reports/files.txt
          echo "count=$(grep -c . reports/files.txt)" >> "$PAWL_OUTPUT"
      - id: history
        outputs: [commits]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git log --oneline
          echo "commits=$(git rev-list --count HEAD)" >> "$PAWL_OUTPUT"
      - id: dependencies
        outputs: [modules]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git grep -hoE 'from "[^"]+"' -- src bin test | sort | uniq -c
          echo "modules=$(git grep -hoE 'from "node:[^"]+"' | sort -u | grep -c .)" >> "$PAWL_OUTPUT"
      - id: inventory
        depends_on: [files, history, dependencies]
        # Outputs arrive as environment variables; they never become part of the shell's text.
        env:
          FILES: { from: outputs.files.count }
          COMMITS: { from: outputs.history.commits }
          MODULES: { from: outputs.dependencies.modules }
        run: echo "$FILES files, $COMMITS commits, $MODULES modules of node, no packages" | tee reports/inventory.txt

  # What is to be done?
  - id: plan
    tasks:
      - id: requirements
        outputs: [goal]
        run: |
          set -eu
          git apply --check patches/1-test.patch patches/2-fix.patch
          echo "the changes can be applied"
          echo "goal=$(sed -n 's/^# //p' ISSUE.md)" >> "$PAWL_OUTPUT"
      - id: estimate
        outputs: [lines]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git apply --numstat patches/1-test.patch patches/2-fix.patch
          echo "lines=$(cat patches/*.patch | grep -c '^[-+][^-+]')" >> "$PAWL_OUTPUT"
      - id: spec
        depends_on: [requirements, estimate]
        env:
          GOAL: { from: outputs.requirements.goal }
          LINES: { from: outputs.estimate.lines }
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          printf '# %s\n\n- estimate: %s lines\n- first a test that shows it, then the fix\n' "$GOAL" "$LINES" | tee reports/spec.md

  # Do it, one task after the other. Each can be done twice without harm.
  - id: build
    order: sequence
    tasks:
      - id: branch
        run: git switch -q fix/apostrophes 2> /dev/null || git switch -c fix/apostrophes
      - id: test-first
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git apply --reverse --check patches/1-test.patch 2> /dev/null || git apply patches/1-test.patch
          git apply --reverse --check patches/2-fix.patch 2> /dev/null && exit 0
          if node --test > reports/red.txt 2>&1; then
            echo "the new test passes without the fix: it shows nothing"
            exit 1
          fi
          echo "the new test fails, as it must before the fix:"
          grep -m 1 'takes a word' reports/red.txt
      - id: implement
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git apply --reverse --check patches/2-fix.patch 2> /dev/null || git apply patches/2-fix.patch
          git diff --stat
      - id: commit
        run: |
          set -eu
          git add src test
          git diff --cached --quiet || git commit -q -m "A word with an apostrophe is one word"
          git log --oneline -n 1

  # Does it work? Three tasks side by side.
  - id: test
    tasks:
      - id: suite
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          node --test --test-reporter=tap --test-reporter-destination=reports/test.tap
          grep -E '^(ok|not ok)|^# (pass|fail)' reports/test.tap
      - id: smoke
        # Its first try finds nothing to compare with, and fails; the second passes.
        retry: { max_attempts: 3, delay: 600ms, jitter: 0 }
        run: |
          sleep "$PAWL_PARAM_PAUSE"
          node tools/smoke.mjs
      - id: coverage
        outputs: [percent]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          node --test --experimental-test-coverage --test-reporter=tap > reports/coverage.txt
          percent=$(awk -F '|' '/all files/ { gsub(/ /, "", $2); print $2 }' reports/coverage.txt)
          echo "lines that tests reach: $percent%"
          echo "percent=$percent" >> "$PAWL_OUTPUT"
      - id: report
        depends_on: [suite, smoke, coverage]
        env:
          PERCENT: { from: outputs.coverage.percent }
        run: echo "all tests pass, $PERCENT% of the lines are reached" | tee reports/test.txt

  # May it go in?
  - id: review
    tasks:
      - id: quality
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git diff --check main...
          for file in src/*.js bin/*.js; do node --check "$file"; done
          echo "no stray blanks, and every file is well formed"
      - id: security
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          if git grep -nE 'eval\(|child_process|https?://' -- src bin; then exit 1; fi
          echo "the program starts nothing and asks nobody"
      - id: docs
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          for name in $(sed -n 's/^export function \([a-z]*\).*/\1/p' src/*.js); do
            grep -q "$name(" README.md || { echo "README.md does not tell of $name"; exit 1; }
            echo "README.md tells of $name"
          done
      - id: merge
        depends_on: [quality, security, docs]
        run: |
          set -eu
          sleep "$PAWL_PARAM_PAUSE"
          git switch -q main
          git merge -q --ff-only fix/apostrophes
          {
            echo "# What was done"
            echo
            echo "- $(cat reports/inventory.txt)"
            echo "- $(sed -n 's/^- estimate/the change was estimated at/p' reports/spec.md | tr -d :)"
            echo "- $(cat reports/test.txt)"
            echo "- main is now: $(git log --oneline -n 1)"
          } > reports/summary.md
          cat reports/summary.md
`;
