import type { DriverName } from "../../core/agent.ts";
import { commandParams } from "./isolatedCommands.ts";
import { isolatedScript } from "./isolatedScript.ts";
import { roleLine } from "./roles.ts";

/** Finds the words of a kind that the specification has for the phase, such as its tasks; none is a failure. */
const wordsOf = (what: string, find: string): string => `|
          # $phase with its dots as they are, for grep.
          phase=$(printf %s "$PAWL_PARAM_PHASE" | sed 's/[.]/[.]/g')
          ${find}
          if [ -z "$found" ]; then
            echo "$SPEC names no ${what} of phase $PAWL_PARAM_PHASE" >&2
            exit 1
          fi
          echo "found=$(echo $found)" >> "$PAWL_OUTPUT"`;

/**
 * Four phases, each with an agent of its own in a fresh context; between them nothing passes but an artifact each, and
 * behind each of the first three stands a gate.
 * @param isSample whether it is for the sample specification, of which the commands are known
 */
export function isolatedPlan(agent: DriverName, isSample: boolean): string {
  const given = isSample ? "" : " -p build='…' -p test='…' -p lint='…'";
  return `# Four phases, each carried out by an agent that begins afresh: it is given its prompt and the artifacts that the
# phase needs, and nothing else of what came before it. Behind each of the first three stands a gate: checks that
# Pawl makes by itself on what the phase left, and a person's approval of what they came to.
#
#   pawl run pawl.yaml -p phase=1.1${given}
#   pawl approve              at each gate: shows the evidence, and asks for the phrase
#   pawl reject GATE          sends the phase back, with --reason for its agent
#   pawl logs                 what the agents did
#   pawl metrics RUN          tokens by phase, and what one shared context would have taken
#
# It needs a git repository with a commit: what is checked and approved is compared with that.

pawl: 1
name: isolated phases

params:
  phase: { type: string, default: "1.1", description: the phase of the specification that is to be built }
  quality: { default: 80, description: the quality score from which on a verification passes }
  # Pawl runs these itself at the gates. What it measures counts; what an agent says of it does not.
${commandParams(isSample)}

# Named to each agent, with the SHA-256 that it had when the run began.
inputs:
  phase: \${{ params.phase }}
  documents: { spec: docs/spec.md }

defaults:
  timeout: 30m

agents:
${agents(agent)}

phases:
  - id: alignment
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

  - id: implementation
    needs: alignment_state
    timeout: 30m
    produces:
      implementation_state:
        type: object
        required: [implemented_files, test_results, build_status]
        properties:
          branch_name: { type: string }
          implemented_files: { type: array, minItems: 1, items: { type: string } }
          test_results:
            type: object
            required: [passed, failed]
            properties:
              passed: { type: integer }
              failed: { type: integer }
              coverage_percentage: { type: number }
          build_status: { enum: [success, failure] }
    tasks:
      - id: implement
        agent: implementer
        prompt: |
          Build these tasks of phase \${{ params.phase }}, and no others: \${{ artifacts.alignment_state.approved_tasks }}.
          Stay within the scope that the alignment sets. Write tests, and run them. Do not commit.
        acceptance:
          - the tests pass, and cover more than 90 per cent of the lines
          - nothing outside the scope is changed
    gate:
      checks:
        - id: build
          run: eval "$PAWL_PARAM_BUILD"
        - id: tests
          run: eval "$PAWL_PARAM_TEST"
        - id: coverage
          coverage: coverage/lcov.info
          lines: 90.01 # above 90${only(isSample)}
        - id: standards
          run: eval "$PAWL_PARAM_LINT"
        - id: build-status
          that: artifacts.implementation_state.build_status == "success" && artifacts.implementation_state.test_results.failed == 0.0
          message: the implementation itself says that it is not done
        - tests_kept: true
        - checks_kept: true
      approve:
        phrase: proceed to verification
        checklist:
          - all tests pass
          - coverage is above 90 per cent
          - the build is successful
          - the code follows the standards

  - id: verification
    needs: [alignment_state, implementation_state]
    timeout: 30m
    produces:
      verification_state:
        type: object
        required: [verification_status, ac_results, quality_metrics]
        properties:
          verification_status: { enum: [approved, rejected] }
          ac_results: { type: object, additionalProperties: { enum: [✅, ❌, pass, fail, true, false] } }
          notes: { type: object, additionalProperties: { type: string } }
          test_coverage: { type: object, properties: { percentage: { type: number } } }
          quality_metrics:
            type: object
            required: [code_quality_score]
            properties: { code_quality_score: { type: number, minimum: 0, maximum: 100 } }
    tasks:
      # The acceptance criteria that the specification has for the phase: a verification of some of them is none.
      - id: criteria
        env: { SPEC: { from: inputs.spec.path } }
        outputs: [found]
        run: ${wordsOf(
          "acceptance criterion",
          `words=$(grep -oE "AC-[A-Za-z0-9]+([.][A-Za-z0-9]+)*" "$SPEC")
          found=$(echo "$words" | grep -xE "AC-$phase[.][0-9]+" | sort -u)`,
        )}
      - id: verify
        depends_on: criteria
        agent: verifier
        prompt: |
          Judge what was built for phase \${{ params.phase }} against each of these acceptance criteria of
          \${{ inputs.spec.path }}: \${{ outputs.criteria.found }}. Look at the files and run nothing that changes them. Say
          of each whether it is met (pass or fail), by what you see it (notes), and how good the code is, from 0 to 100.
    gate:
      checks:
        - id: approved
          that: artifacts.verification_state.verification_status == "approved"
          message: the verification is not approved
        - id: all-criteria
          that: outputs.criteria.found.split(" ").all(c, c in artifacts.verification_state.ac_results)
          message: an acceptance criterion of the specification was not judged
        - id: criteria-met
          that: size(artifacts.verification_state.ac_results) > 0 && artifacts.verification_state.ac_results.all(c, artifacts.verification_state.ac_results[c] in ["✅", "pass", true])
          message: an acceptance criterion is not met
        - id: quality
          that: artifacts.verification_state.quality_metrics.code_quality_score >= double(params.quality)
          message: the quality score is below the threshold
        - id: tests
          run: eval "$PAWL_PARAM_TEST"
        - checks_kept: true # the specification and its criteria among them
      approve:
        phrase: proceed to commit
        checklist:
          - all acceptance criteria are met
          - the quality metrics are acceptable
          - it is ready to be committed

  - id: commit
    needs: [implementation_state, verification_state]
    timeout: 30m
    produces:
      commit_state:
        type: object
        required: [committed, message]
        properties:
          committed: { type: boolean }
          message: { type: string }
          files: { type: array, items: { type: string } }
    tasks:
      - id: commit
        agent: committer
        prompt: |
          Commit the implemented files, and only those, with a message that says what phase \${{ params.phase }} adds and why.
`;
}

/** Which files count as the implemented modules. */
const only = (isSample: boolean): string =>
  isSample
    ? "\n          only: [greeting.mjs] # the implemented modules"
    : '\n          # only: ["src/**"] # the implemented modules; without it, all that the report has';

const ROLES = [
  ["aligner", "read-only"],
  ["implementer", "edit"],
  ["verifier", "read-only"],
  ["committer", "edit"],
] as const;

/** The others say that they do the same. */
const SCRIPT = `    # What they do in place of a real agent: \`pawl init --template isolated --agent claude\` writes a plan for one.
    script: &script
${isolatedScript().trimEnd()}`;

function agents(agent: DriverName): string {
  const lines = ROLES.map(([role, permissions], at) => {
    if (agent !== "scripted") return roleLine(role, agent, permissions);
    return at === 0
      ? `  ${role}:\n    use: scripted\n    permissions: ${permissions}\n${SCRIPT}`
      : roleLine(role, agent, permissions, ", script: *script");
  });
  return lines.join("\n");
}
