import { ID_PATTERN, phaseId, taskId } from "../../core/ids.ts";
import type { Plan, TaskSettings } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { asBoolean, asList, asMap, asNumber, asText, get, written } from "../syntax/tree.ts";
import type { MapNode, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import type { Draft, PhaseDraft, TaskDraft } from "./draft.ts";
import { readNeeds } from "./needs.ts";
import { DEFAULTS } from "./settings.ts";

const WORKFLOW_DEFAULTS: TaskSettings = {
  ...DEFAULTS,
  timeoutMs: 300_000,
  retry: { ...DEFAULTS.retry, maxAttempts: 3 },
};

/** A workflow, in which each phase is one command, as a plan: phases with one task of the same name. */
export function buildWorkflow(map: MapNode, findings: Findings): Draft {
  const named = (asList(get(map, "phases"))?.items ?? []).flatMap((item) => {
    const phase = asMap(item);
    const name = phase && get(phase, "name");
    return phase && asText(name) !== undefined ? [{ phase, name: name as ScalarNode }] : [];
  });
  const ids = new Map(
    named.map(({ name }, index) => [String(name.value), idOf(String(name.value), index)]),
  );
  const isRestorePoint = everyNth(asNumber(get(map, "checkpoint_interval")) ?? 1);
  const phases = named.map(({ phase, name }) =>
    readPhase(phase, name, ids, isRestorePoint, findings.text),
  );
  const plan: Plan = defined({
    format: "seed-004" as const,
    name: asText(get(map, "workflow_id")) ?? "",
    params: {},
    state: asText(get(map, "state_backend")),
    concurrency: 1,
    onFailure: "continue" as const,
    env: {},
    defaults: WORKFLOW_DEFAULTS,
    notify: [],
    phases: phases.map((each) => each.phase),
  });
  return { plan, phases, env: [], agents: [] };
}

function readPhase(
  map: MapNode,
  at: ScalarNode,
  ids: ReadonlyMap<string, string>,
  isRestorePoint: (wanted: boolean) => boolean,
  text: string,
): PhaseDraft {
  const name = String(at.value);
  const id = ids.get(name)!;
  const needs = readNeeds(get(map, "depends_on")) ?? [];
  const task = readTask(map, at, id, text);
  const phase = defined({
    id: phaseId(id),
    title: id === name ? undefined : name,
    dependsOn: needs.map((need) => phaseId(ids.get(need.name) ?? need.name)),
    when: "success" as const,
    checkpoint: isRestorePoint(asBoolean(get(map, "checkpoint")) ?? true),
    tasks: [task.task],
  });
  return { phase, name, id, at, needs, tasks: [task], env: [], takes: [], gives: [] };
}

function readTask(map: MapNode, at: ScalarNode, id: string, text: string): TaskDraft {
  const command = get(map, "command");
  const run = command?.kind === "scalar" && command.value !== null ? command : undefined;
  const seconds = asNumber(get(map, "timeout"));
  const tries = asNumber(get(map, "retry_count"));
  const task = defined({
    id: taskId(id),
    kind: "command" as const,
    run: run ? written(run, text) : "",
    dependsOn: [],
    timeoutMs: seconds === undefined ? undefined : seconds * 1_000,
    retry: tries === undefined ? undefined : { ...WORKFLOW_DEFAULTS.retry, maxAttempts: tries },
  });
  return {
    task,
    name: String(at.value),
    id,
    at,
    needs: [],
    run,
    condition: undefined,
    env: [],
    cwd: undefined,
  };
}

/** A name as an id: in small letters, and what an id cannot hold becomes "-". */
function idOf(name: string, index: number): string {
  if (ID_PATTERN.test(name)) return name;
  const slug = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9_.]+/g, "-")
    .replace(/^-+|-+$/g, "");
  if (slug === "") return `phase-${index + 1}`;
  return ID_PATTERN.test(slug) ? slug : `_${slug}`;
}

/** `checkpoint_interval`: of the phases that want a restore point, every n-th gets one. */
function everyNth(interval: number): (wanted: boolean) => boolean {
  let wanting = 0;
  return (wanted) => wanted && ++wanting % interval === 0;
}
