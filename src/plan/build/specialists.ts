import type { AgentTask } from "../../core/agent.ts";
import { COMPLEXITIES, DOMAINS } from "../../core/routing.ts";
import type { Complexity, Domain } from "../../core/routing.ts";
import { fileOfAgent } from "../agents/findAgent.ts";
import type { Span } from "../diagnostic.ts";
import { route } from "../routing/route.ts";
import type { Rule, Subject } from "../routing/subject.ts";
import { asList, asMap, asText, get } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import type { Around } from "./namedText.ts";

/** Who does the tasks that name no agent, as a plan says it under `specialists`. */
export interface Specialists {
  readonly at: Span;
  /** Agents as they are written, by domain. */
  readonly written: ReadonlyMap<Domain, ScalarNode>;
  readonly rules: readonly Rule[];
  /** Models by complexity, for agents that have none of their own in the plan. */
  readonly models: Readonly<Partial<Record<Complexity, string>>>;
  /** Agents that the plan defines. */
  readonly known: ReadonlySet<string>;
  /** Whom it came to so far: files are looked into once. */
  readonly found: Map<Domain, ScalarNode | undefined>;
}

/** `specialists` of a plan; undefined where it says nothing of them, and each task names its agent. */
export function readSpecialists(
  node: Node | undefined,
  known: ReadonlySet<string>,
): Specialists | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  const written = DOMAINS.flatMap((domain) => {
    const by = get(map, domain);
    return asText(by) === undefined ? [] : [[domain, by as ScalarNode] as const];
  });
  return {
    at: map,
    written: new Map(written),
    rules: (asList(get(map, "rules"))?.items ?? []).flatMap((each) => ruleOf(asMap(each))),
    models: modelsOf(asMap(get(map, "models"))),
    known,
    found: new Map(),
  };
}

function ruleOf(map: MapNode | undefined): Rule[] {
  const domain = DOMAINS.find((each) => map && each === asText(get(map, "domain")));
  if (!map || !domain) return [];
  return [{ domain, files: texts(get(map, "files")), words: texts(get(map, "words")) }];
}

const texts = (node: Node | undefined): string[] =>
  asList(node)?.items.flatMap((each) => asText(each) ?? []) ?? [];

const modelsOf = (map: MapNode | undefined): Specialists["models"] =>
  Object.fromEntries(
    COMPLEXITIES.flatMap((each) => {
      const model = map && asText(get(map, each));
      return model === undefined ? [] : [[each, model]];
    }),
  );

/** The agent of a task that names none, and how it came to it; undefined where nobody is there, which is reported. */
export function routed(
  subject: Subject,
  at: Span,
  specialists: Specialists,
  around: Around,
): { readonly by: ScalarNode; readonly routed: NonNullable<AgentTask["routed"]> } | undefined {
  const found = route(subject, specialists.rules);
  const by =
    specialistFor(found.domain, specialists, around) ??
    specialistFor("general", specialists, around);
  if (by) return { by, routed: found };
  const { domain, because } = found;
  const either = domain === "general" ? "" : ", nor a general one";
  const message = `this task is of the domain ${domain} (${because}), and there is no specialist for that${either}`;
  const hint = `add "${domain}: <an agent>" under "specialists", or the file .claude/agents/${nameFor(domain)}.md`;
  around.findings.error(at, "no-specialist", message, hint);
  return undefined;
}

const nameFor = (domain: Domain): string => `l2-${domain}-specialist`;

function specialistFor(
  domain: Domain,
  specialists: Specialists,
  around: Around,
): ScalarNode | undefined {
  const { found } = specialists;
  if (!found.has(domain)) found.set(domain, lookFor(domain, specialists, around));
  return found.get(domain);
}

/** Whom the plan names, else one that is there by the name that specialists have. */
function lookFor(
  domain: Domain,
  { at, written, known }: Specialists,
  around: Around,
): ScalarNode | undefined {
  const own = written.get(domain);
  if (own) return own;
  const name = nameFor(domain);
  const isThere = known.has(name) || fileOfAgent(name, at, around) !== undefined;
  return isThere ? { kind: "scalar", value: name, start: at.start, end: at.start } : undefined;
}
