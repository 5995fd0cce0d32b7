import { splitPrompt } from "../../core/prompt.ts";
import type { Draft, EnvDraft, PhaseDraft, TaskDraft } from "../build/draft.ts";
import type { NamedText } from "../build/namedText.ts";
import type { Span } from "../diagnostic.ts";
import { compileExpression } from "../expression.ts";
import type { Expression } from "../expression.ts";
import type { Reference } from "../expressionReferences.ts";
import type { Findings } from "../findings.ts";
import { inside } from "../syntax/inside.ts";
import type { ScalarNode } from "../syntax/tree.ts";
import { checkArtifactReference } from "./artifactReferences.ts";
import { didYouMean } from "../suggest.ts";
import { checkParam, checkTaskReference } from "./references.ts";
import { Upstream } from "./upstream.ts";

const PROMPT_OPEN = "${{";

/** An expression of a plan, and what it may read. */
export interface Site {
  readonly source: string;
  /** Where it stands, and where a part of it does. */
  readonly at: Span;
  readonly place: (part: Span) => Span;
  readonly draft: Draft;
  /** Whose it is; that of a whole plan is no phase's. */
  readonly phase?: PhaseDraft;
  /** Whose expression it is; those of a whole plan or phase are no task's. */
  readonly task?: TaskDraft;
  readonly upstream?: Upstream;
  readonly isCondition: boolean;
}

type Around = Omit<Site, "source" | "at" | "place" | "isCondition">;

/** Expressions that cannot be read, or that read what is not there. */
export function checkExpressions(draft: Draft, findings: Findings): void {
  checkEnv(draft.env, { draft }, findings);
  for (const { env } of draft.agents) checkEnv(env, { draft }, findings);
  for (const phase of draft.phases) checkPhase(phase, draft, findings);
}

function checkPhase(phase: PhaseDraft, draft: Draft, findings: Findings): void {
  checkEnv(phase.env, { draft, phase }, findings);
  let upstream: Upstream | undefined;
  for (const task of phase.tasks) {
    const prompt = task.agent?.prompt;
    if (!task.condition && !prompt && !task.env.some((each) => each.expression)) continue;
    upstream ??= new Upstream(phase.tasks);
    const around = { draft, phase, task, upstream };
    checkEnv(task.env, around, findings);
    if (task.condition) check({ ...around, ...siteOf(task.condition, true, findings) }, findings);
    if (prompt) checkPrompt(prompt, around);
  }
}

function checkEnv(env: readonly EnvDraft[], around: Around, findings: Findings): void {
  for (const { expression } of env) {
    if (expression) check({ ...around, ...siteOf(expression, false, findings) }, findings);
  }
}

const siteOf = (node: ScalarNode, isCondition: boolean, { text }: Findings) => ({
  source: String(node.value),
  at: node,
  place: (part: Span) => inside(node, part, text),
  isCondition,
});

/** The expressions of a prompt, which may stand in a file of its own. */
function checkPrompt({ text, findings, place }: NamedText, around: Around): void {
  if (!text.includes(PROMPT_OPEN)) return;
  for (const part of splitPrompt(text)) {
    if (part.type === "text") continue;
    const { start } = part;
    if (part.type === "unclosed") {
      const at = place({ start, end: start + PROMPT_OPEN.length });
      const hint = 'write "$${{" for the characters themselves';
      findings.error(at, "bad-expression", 'this "${{" is never closed by "}}"', hint);
      continue;
    }
    const { source } = part;
    const inPrompt = (at: Span): Span => place({ start: start + at.start, end: start + at.end });
    const at = inPrompt({ start: 0, end: source.length });
    check({ ...around, source, at, place: inPrompt, isCondition: false }, findings);
  }
}

function check(site: Site, findings: Findings): void {
  const { isCondition } = site;
  const compiled = compileExpression(site.source);
  if (!compiled.ok) {
    const { message, at, hint } = compiled.error;
    findings.error(site.place(at), "bad-expression", `in the expression: ${message}`, hint);
    return;
  }
  const { expression } = compiled;
  if (isCondition && expression.type !== "bool" && expression.type !== "dyn") {
    const message = `"when" is decided by true or false; this is of type ${expression.type}`;
    findings.error(site.at, "bad-expression", message);
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
      case "artifacts":
        readUpTo = checkArtifactReference(reference, expression.source, site, findings);
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
  const artifacts = site.phase && site.phase.takes.length > 0 ? ["artifacts"] : [];
  const names = ["params", ...(site.task ? ["outputs", "tasks"] : []), ...artifacts];
  const known = isWholeCondition ? ["success", "failure", "always", ...names] : names;
  const place = site.place({ start: at.start, end: at.start + root.length });
  const hint = (): string | undefined => didYouMean(root, known, "there are");
  findings.error(place, "unknown-name", `nothing is called "${root}" here`, hint);
}
