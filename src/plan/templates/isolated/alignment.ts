import { wordsOf } from "./wordsOf.ts";

/** Whether the phase can be built, and what of it. */
export const alignment = (): string => `  - id: alignment
    timeout: 30m
    produces:
      alignment_state:
        type: object
        required: [alignment_status, approved_tasks, scope_boundaries, issues]
        properties:
          alignment_status: { enum: [approved, rejected] }
          approved_tasks: { type: array, items: { type: string } }
          scope_boundaries:
            type: object
            required: [included_modules, excluded_modules]
            properties:
              included_modules: { type: array, items: { type: string } }
              excluded_modules: { type: array, items: { type: string } }
          issues:
            type: array
            items:
              type: object
              required: [severity, text]
              properties:
                severity: { enum: [critical, major, minor] }
                text: { type: string }
                resolved: { type: boolean }
    tasks:
      # The tasks that the specification names, so that the gate has something to hold the agent's list against.
      - id: named
        env: { SPEC: { from: inputs.spec.path } }
        outputs: [found]
        run: ${wordsOf(
          "task",
          `words=$(sed 's/AC-[A-Za-z0-9.]*//g' "$SPEC" | grep -oE "[A-Za-z0-9]+([.][A-Za-z0-9]+)+")
          found=$(echo "$words" | grep -xE "$phase[.][0-9]+" | sort -u)`,
        )}
      - id: align
        depends_on: named
        agent: aligner
        prompt: |
          Find out what phase \${{ params.phase }} of \${{ inputs.spec.path }} asks for, and whether this repository is
          ready for it. Read; change nothing. Its tasks are \${{ outputs.named.found }}: say which of them are to be done,
          which modules are in and out of scope, and every issue that you see, with its severity.
        acceptance:
          - each approved task is one that the specification asks for
    gate:
      checks:
        - id: approved
          that: artifacts.alignment_state.alignment_status == "approved"
          message: the alignment is not approved
        - id: no-critical-issue
          that: '!artifacts.alignment_state.issues.exists(i, i.severity == "critical" && !i.?resolved.orValue(false))'
          message: a critical issue is open
        - id: scope
          that: size(artifacts.alignment_state.scope_boundaries.included_modules) > 0
          message: the scope has no boundaries, for it names no module
        - id: tasks-of-the-specification
          that: size(artifacts.alignment_state.approved_tasks) > 0 && artifacts.alignment_state.approved_tasks.all(t, t in outputs.named.found.split(" "))
          message: no task is approved, or one that the specification does not name
      approve:
        phrase: proceed to implementation
        checklist:
          - all alignment issues are resolved
          - the scope's boundaries are confirmed
          - the tasks are aligned with the specification
`;
