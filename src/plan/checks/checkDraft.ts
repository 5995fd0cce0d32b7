import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { checkAgents } from "./agents.ts";
import { checkArtifacts } from "./artifacts.ts";
import { checkRunBudget } from "./budget.ts";
import { checkCommands } from "./commands.ts";
import type { Surroundings } from "./commands.ts";
import { checkDependencies } from "./dependencies.ts";
import { checkExpressions } from "./expressions.ts";
import { checkGithub } from "./github.ts";
import { checkGates } from "./gates.ts";
import { checkPipelines } from "./pipelines.ts";
import { checkPrograms } from "./programs.ts";
import { checkSpecialists } from "./specialists.ts";
import { checkSetup } from "./setup.ts";
import { checkSummaries } from "./summaries.ts";
import { checkEnvText } from "./variables.ts";
import { checkWorkers } from "./workers.ts";
import { checkWorkspaces } from "./workspaces.ts";

export type { Surroundings } from "./commands.ts";

/** Everything about a plan that the shape of its file does not show. */
export function checkDraft(
  draft: Draft,
  surroundings: Surroundings | undefined,
  findings: Findings,
): void {
  checkDependencies(draft, findings);
  checkExpressions(draft, findings);
  if (draft.agents.length > 0) {
    checkAgents(draft, findings);
    checkRunBudget(draft, findings);
    checkWorkers(draft, findings);
    if (surroundings) checkPrograms(draft, surroundings, findings);
  }
  checkSpecialists(draft, findings);
  checkArtifacts(draft, findings);
  checkSummaries(draft, findings);
  checkGates(draft, findings);
  if (surroundings) checkSetup(draft, surroundings, findings);
  checkCommands(draft, surroundings, findings);
  checkEnvText(draft, findings);
  checkPipelines(draft, findings);
  checkWorkspaces(draft, surroundings, findings);
  checkGithub(draft, surroundings, findings);
}
