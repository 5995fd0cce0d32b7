import type { DriverName } from "../../core/agent.ts";
import { commandParams } from "./isolatedCommands.ts";
import { alignment } from "./isolated/alignment.ts";
import { commit } from "./isolated/commit.ts";
import { implementation } from "./isolated/implementation.ts";
import { verification } from "./isolated/verification.ts";
import { isolatedScript } from "./isolatedScript.ts";
import { roleLine } from "./roles.ts";

/**
 * Four phases, each with an agent of its own in a fresh context; between them nothing passes but an artifact each, and
 * behind each of the first three stands a gate.
 * @param isSample whether it is for the sample specification, of which the commands are known
 */
export function isolatedPlan(agent: DriverName, isSample: boolean): string {
  const given = isSample ? "" : " -p build='…' -p test='…' -p lint='…'";
  return `# Four phases, each carried out by an agent that begins afresh, in a git worktree of its own: it is given its prompt and
# the artifacts that the phase needs, and nothing else of what came before it. Behind each stands a gate: checks that
# Pawl makes by itself on what would be merged, and behind the first three a person's approval of what they came to.
# What a phase changed is committed by Pawl, and merged into the run's branch when its gate holds.
#
#   pawl run pawl.yaml -p phase=1.1${given}
#   pawl approve              at each gate: shows the evidence, and asks for the phrase
#   pawl reject GATE          sends the phase back, with --reason for its agent
#   pawl logs                 what the agents did
#   pawl finish RUN           merges the run's branch into yours, which stays as it is until then
#   pawl metrics RUN          tokens by phase, and what one shared context would have taken
#
# It needs a git repository in which the specification is committed: worktrees begin from a commit.

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

workspace:
  mode: worktree
  # base: main                 # what is checked out, unless this says otherwise
  # integrate: build/\${{ params.phase }}   # the branch that gets it all; pawl/<run> unless this says otherwise
  # setup: npm ci              # once in each new worktree, and before the checks

defaults:
  timeout: 30m

agents:
${agents(agent)}

phases:
${[alignment(), implementation(isSample), verification(), commit()].join("\n")}`;
}

const ROLES = [
  ["aligner", "read-only"],
  ["implementer", "edit"],
  ["verifier", "read-only"],
  ["committer", "read-only"],
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
