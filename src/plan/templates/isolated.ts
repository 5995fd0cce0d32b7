import type { DriverName } from "../../core/agent.ts";
import { isolatedScript } from "./isolatedScript.ts";

/** What an agent needs of the environment to be signed in by a key; a sign-in of its own needs none of them. */
const KEYS: Partial<Record<DriverName, readonly string[]>> = {
  claude: ["ANTHROPIC_API_KEY"],
  codex: ["OPENAI_API_KEY", "CODEX_API_KEY"],
  gemini: ["GEMINI_API_KEY"],
  copilot: ["COPILOT_GITHUB_TOKEN"],
  qwen: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
  opencode: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
  pi: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY"],
};

/** Drivers that need no command of the plan's. */
export const ISOLATED_AGENTS = ["scripted", ...Object.keys(KEYS)] as readonly DriverName[];

/** Four phases, each with an agent of its own in a fresh context; between them nothing passes but an artifact each. */
export function isolatedPlan(agent: DriverName): string {
  return `# Four phases, each carried out by an agent that begins afresh: it is given its prompt and the artifact of the phase
# before, and nothing else of what came before it.
#
#   pawl run pawl.yaml -p phase=2.4 -p spec=docs/spec.md
#   pawl logs                 what the agents did
#   pawl metrics RUN          tokens by phase, and what one shared context would have taken

pawl: 1
name: isolated phases

params:
  phase: { default: "1.1", description: the phase of the specification that is to be built }
  spec: { default: docs/spec.md, description: "the specification, relative to this file" }

defaults:
  timeout: 30m

agents:
${agents(agent)}

phases:
  - id: alignment
    agent: aligner
    prompt: |
      Find out what phase \${{ params.phase }} of \${{ params.spec }} asks for, and whether this repository is ready for it.
      Read; change nothing. Name the tasks that are to be done, the modules that are in and out of scope, and every
      issue that you see, with its severity.
    acceptance:
      - each approved task is one that the specification asks for
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

  - id: implementation
    needs: alignment_state
    agent: implementer
    prompt: |
      Build the approved tasks of phase \${{ params.phase }}, within the scope that the alignment sets, with tests.
      Run the tests. Do not commit.
    acceptance:
      - the tests pass
      - nothing outside the scope is changed
    produces:
      implementation_state:
        type: object
        required: [implemented_files, test_results, build_status]
        properties:
          branch_name: { type: string }
          implemented_files: { type: array, items: { type: string } }
          test_results:
            type: object
            required: [passed, failed]
            properties:
              passed: { type: integer }
              failed: { type: integer }
              coverage_percentage: { type: number }
          build_status: { enum: [success, failure] }

  - id: verification
    needs: [alignment_state, implementation_state]
    agent: verifier
    prompt: |
      Judge what was built for phase \${{ params.phase }} against each acceptance criterion of \${{ params.spec }}.
      Look at the files and run nothing that changes them. Say of each criterion whether it is met, and by what you see it.
    produces:
      verification_state:
        type: object
        required: [verification_status, ac_results]
        properties:
          verification_status: { enum: [approved, rejected] }
          ac_results: { type: object, minProperties: 1, additionalProperties: { type: string } }
          test_coverage: { type: object, properties: { percentage: { type: number } } }
          quality_metrics: { type: object, properties: { code_quality_score: { type: number } } }

  - id: commit
    needs: [implementation_state, verification_state]
    agent: committer
    prompt: |
      If the verification is approved, commit the implemented files, and only those, with a message that says what phase
      \${{ params.phase }} adds and why. If it is not, commit nothing and report failure.
    produces:
      commit_state:
        type: object
        required: [committed, message]
        properties:
          committed: { type: boolean }
          message: { type: string }
          files: { type: array, items: { type: string } }
`;
}

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
  const keys = KEYS[agent];
  const env = keys ? `, env: [${keys.join(", ")}]` : "";
  const lines = ROLES.map(([role, permissions], at) => {
    const script = agent !== "scripted" ? "" : at === 0 ? SCRIPT : ", script: *script";
    if (script === SCRIPT)
      return `  ${role}:\n    use: scripted\n    permissions: ${permissions}\n${SCRIPT}`;
    return `  ${role}: { use: ${agent}, permissions: ${permissions}${env}${script} }`;
  });
  return lines.join("\n");
}
