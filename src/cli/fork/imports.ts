import type { Artifact, ArtifactSpec } from "../../core/artifact.ts";
import { checkArtifact, isUnfit } from "../../artifacts/checkArtifact.ts";
import { PawlError } from "../../core/error.ts";
import type { PhaseId } from "../../core/ids.ts";
import type { Phase, Plan } from "../../core/plan.ts";
import { reach } from "../../core/reach.ts";
import type { PhaseImport } from "../../core/requests.ts";
import { currentOf } from "../../core/run.ts";
import type { Run } from "../../core/run.ts";

/**
 * What a fork takes over: the phase at which it begins and all that this depends on in the plan to be run, with what
 * they hand on. Throws a refusal that says what cannot be taken over.
 * @param run that the fork is of
 * @param plan of the fork
 */
export function importsOf(run: Run, plan: Plan, at: string): PhaseImport[] {
  const first = plan.phases.find((each) => each.id === at || each.title === at);
  if (!first) {
    const known = plan.phases.map((each) => each.id).join(", ");
    throw refused(`the plan of the fork has no phase "${at}"; its phases are ${known}`);
  }
  const byId = new Map(plan.phases.map((each) => [each.id, each]));
  const taken = reach([first], (each) => each.dependsOn.map((id) => byId.get(id)!));
  return plan.phases
    .filter((each) => taken.has(each))
    .map((each) => {
      checkCompleted(run, each.id, first.id);
      const artifacts = (each.produces ?? []).map((spec) => artifactFor(run, each, spec));
      return { phase: each.id, from: run.id, artifacts };
    });
}

/** The commit that a fork begins from: the last merge of what it takes over; none where nothing was merged. */
export function baseOf(run: Run, imports: readonly PhaseImport[]): { readonly base?: string } {
  const taken = new Set(imports.map((each) => each.phase));
  const last = run.integration.landings.findLast((each) => taken.has(each.phase.spec.id));
  return last ? { base: last.landing.commit } : {};
}

/** The plan as the run had it; what the fork merges goes to a branch of its own. */
export function planOfFork({ plan }: Run): Plan {
  if (!plan.workspace) return plan;
  const { integrate: _, ...workspace } = plan.workspace;
  return { ...plan, workspace };
}

function checkCompleted(run: Run, phase: PhaseId, at: PhaseId): void {
  const source = run.phaseById.get(phase);
  const why = phase === at ? "" : `, which ${at} depends on`;
  if (!source)
    throw refused(
      `cannot fork at ${at}: run ${run.id} has no phase ${phase}${why}; its phases are ${run.phases.map((each) => each.spec.id).join(", ")}`,
    );
  if (source.status !== "completed")
    throw refused(
      `cannot fork at ${at}: phase ${phase}${why} is not completed in run ${run.id}; it is ${source.status}`,
    );
}

/** It must be what the fork's own plan promises, too. */
function artifactFor(run: Run, phase: Phase, spec: ArtifactSpec): Artifact {
  const found = currentOf(run, spec.name);
  if (!found)
    throw refused(
      `cannot take over phase ${phase.id}: it hands on the artifact ${spec.name}, and run ${run.id} has none`,
    );
  const fit = checkArtifact(spec, found.artifact.value);
  if (isUnfit(fit))
    throw refused(
      `cannot take over phase ${phase.id}: its artifact ${spec.name} does not fit the plan of the fork: ${fit.problems.join("; ")}`,
    );
  return fit;
}

const refused = (text: string): PawlError => new PawlError("refused", text);
