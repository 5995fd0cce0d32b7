import { tokenFor } from "../../core/githubIssue.ts";
import type { Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import type { Surroundings } from "./commands.ts";

/** An issue that cannot be told anything from here. Nothing is asked of the network. */
export function checkGithub(
  { plan, github }: Draft,
  surroundings: Surroundings | undefined,
  findings: Findings,
): void {
  if (!plan.github || !surroundings?.env) return;
  const found = tokenFor(plan.github, surroundings.env);
  if ("token" in found) return;
  const message = `${found.problem}: runs go on without telling the issue`;
  findings.warn(github, "no-token", message, found.fix);
}
