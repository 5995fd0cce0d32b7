import type { Draft, EnvDraft, PhaseDraft, TaskDraft } from "../build/draft.ts";
import { compileExpression } from "../expression.ts";
import type { Expression } from "../expression.ts";
import type { Reference } from "../expressionReferences.ts";
import type { Findings } from "../findings.ts";
import { inside } from "../syntax/inside.ts";
import type { ScalarNode } from "../syntax/tree.ts";
import { didYouMean } from "../suggest.ts";
import { checkParam, checkTaskReference } from "./references.ts";
import { Upstream } from "./upstream.ts";

/** An expression of a plan, and what it may read. */
export interface Site {
  readonly node: ScalarNode;
  readonly draft: Draft;
  /** Whose expression it is; those of a whole plan or phase are no task's. */
  readonly task?: TaskDraft;
  readonly upstream?: Upstream;
  readonly isCondition: boolean;
}

/** Expressions that cannot be read, or that read what is not there. */
export function checkExpressions(draft: Draft, findings: Findings): void {
  checkEnv(draft.env, { draft }, findings);
  for (const phase of draft.phases) checkPhase(phase, draft, findings);
}

function checkPhase(phase: PhaseDraft, draft: Draft, findings: Findings): void {
  checkEnv(phase.env, { draft }, findings);
  let upstream: Upstream | undefined;
  for (const task of phase.tasks) {
    if (!task.condition && !task.env.some((each) => each.expression)) continue;
    upstream ??= new Upstream(phase.tasks);
    const around = { draft, task, upstream };
    checkEnv(task.env, around, findings);
    if (task.condition) check({ ...around, node: task.condition, isCondition: true }, findings);
  }
}

function checkEnv(
  env: readonly EnvDraft[],
  around: Omit<Site, "node" | "isCondition">,
  findings: Findings,
): void {
  for (const { expression } of env) {
    if (expression) check({ ...around, node: expression, isCondition: false }, findings);
  }
}

function check(site: Site, findings: Findings): void {
  const { node, isCondition } = site;
  const compiled = compileExpression(String(node.value));
  if (!compiled.ok) {
    const { message, at, hint } = compiled.error;
    findings.error(
      inside(node, at, findings.text),
      "bad-expression",
      `in the expression: ${message}`,
      hint,
    );
    return;
  }
  const { expression } = compiled;
  if (isCondition && expression.type !== "bool" && expression.type !== "dyn") {
    const message = `"when" is decided by true or false; this is of type ${expression.type}`;
    findings.error(node, "bad-expression", message);
  }
  checkReferences(expression, site, findings);
}

function checkReferences(expression: Expression, site: Site, findings: Findings): void {
  let readUpTo = 0;
  for (const reference of expression.references) {
    // The rest of an id with dashes in it, which was told of already.
    if (reference.at.start < readUpTo) continue;
    switch (reference.root) {
      case "params":
        readUpTo = checkParam(reference, expression.source, site, findings);
        break;
      case "outputs":
      case "tasks":
        readUpTo = checkTaskReference(reference, expression, site, findings);
        break;
      default:
        unknownName(reference, expression, site, findings);
    }
  }
}

function unknownName(
  { root, at, path }: Reference,
  { source }: Expression,
  site: Site,
  findings: Findings,
): void {
  const isWholeCondition = site.isCondition && path.length === 0 && source.trim() === root;
  const names = ["params", ...(site.task ? ["outputs", "tasks"] : [])];
  const known = isWholeCondition ? ["success", "failure", "always", ...names] : names;
  const place = inside(site.node, { start: at.start, end: at.start + root.length }, findings.text);
  const hint = (): string | undefined => didYouMean(root, known, "there are");
  findings.error(place, "unknown-name", `nothing is called "${root}" here`, hint);
}
