import { splitPrompt } from "../../core/prompt.ts";
import type {
  Draft,
  EnvDraft,
  GateDraft,
  PhaseDraft,
  TaskDraft,
  TasksFromDraft,
} from "../build/draft.ts";
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
import { checkEvidence, checkInput } from "./inputReferences.ts";
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
  /** Decides whether a task runs, or whether a gate holds. */
  readonly isCondition?: "when" | "that";
  /** It is of tasks that are made of a list, or the list itself: `made` reads `item`, `list` no task. */
  readonly of?: "made" | "list" | "gate";
}

type Around = Omit<Site, "source" | "at" | "place" | "isCondition">;

/** Expressions that cannot be read, or that read what is not there. */
export function checkExpressions(draft: Draft, findings: Findings): void {
  checkEnv(draft.env, { draft }, findings);
  checkEnv(draft.workspace?.env ?? [], { draft }, findings);
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
    if (task.condition) check({ ...around, ...siteOf(task.condition, findings, "when") }, findings);
    if (prompt) checkPrompt(prompt, around);
  }
  if (phase.from) checkMade(phase.from, { draft, phase }, findings);
  if (phase.gate) checkGate(phase.gate, { draft, phase }, findings);
}

/** The list that tasks are made of, and what each of them reads. */
function checkMade(
  { source, draft: task }: TasksFromDraft,
  around: Around,
  findings: Findings,
): void {
  if (source) check({ ...around, of: "list", ...siteOf(source, findings) }, findings);
  const made = { ...around, of: "made" } as const;
  checkEnv(task.env, made, findings);
  if (task.agent?.prompt) checkPrompt(task.agent.prompt, made);
}

function checkGate({ checks }: GateDraft, around: Around, findings: Findings): void {
  const { tasks } = around.phase!;
  const site = { ...around, of: "gate", upstream: new Upstream(tasks) } as const;
  for (const { check: each, value } of checks) {
    if (each.type === "that" && value.kind === "scalar")
      check({ ...site, ...siteOf(value, findings, "that") }, findings);
  }
}

function checkEnv(env: readonly EnvDraft[], around: Around, findings: Findings): void {
  for (const { expression } of env) {
    if (expression) check({ ...around, ...siteOf(expression, findings) }, findings);
  }
}

const siteOf = (
  node: ScalarNode,
  { text }: Findings,
  isCondition?: "when" | "that",
): Pick<Site, "source" | "at" | "place" | "isCondition"> => ({
  source: String(node.value),
  at: node,
  place: (part: Span) => inside(node, part, text),
  ...(isCondition ? { isCondition } : {}),
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
    check({ ...around, source, at, place: inPrompt }, findings);
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
    const message = `"${isCondition}" is decided by true or false; this is of type ${expression.type}`;
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
      case "inputs":
        readUpTo = checkInput(reference, expression.source, site, findings);
        break;
      case "evidence":
        if (site.of === "gate") checkEvidence(reference, site, findings);
        else unknownName(reference, expression, site, findings);
        break;
      case "item":
        if (site.of !== "made") unknownName(reference, expression, site, findings);
        break;
      default:
        unknownName(reference, expression, site, findings);
    }
  }
}

/** What `type(…)` is compared with. */
const TYPES = new Set(["bool", "bytes", "double", "int", "list", "map", "string", "uint"]);

function unknownName(
  { root, at, path }: Reference,
  { source }: Expression,
  site: Site,
  findings: Findings,
): void {
  if (TYPES.has(root) && path.length === 0) return;
  const isWholeCondition =
    site.isCondition === "when" && path.length === 0 && source.trim() === root;
  const names = namesFor(site);
  const known = isWholeCondition ? ["success", "failure", "always", ...names] : names;
  const place = site.place({ start: at.start, end: at.start + root.length });
  const hint = (): string | undefined => didYouMean(root, known, "there are");
  findings.error(place, "unknown-name", `nothing is called "${root}" here`, hint);
}

/** What can be read at a place. */
function namesFor({ draft, phase, task, of }: Site): string[] {
  const isGate = of === "gate";
  const artifacts = phase && phase.takes.length + (isGate ? phase.gives.length : 0) > 0;
  return [
    "params",
    ...(draft.plan.inputs || draft.plan.inputPhase !== undefined ? ["inputs"] : []),
    ...(task || isGate ? ["outputs", "tasks"] : []),
    ...(artifacts ? ["artifacts"] : []),
    ...(of === "made" ? ["item"] : []),
    ...(isGate ? ["evidence"] : []),
  ];
}
