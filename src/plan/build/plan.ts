import type { Plan, ProgressMirror } from "../../core/plan.ts";
import { asMap, asNumber, asText, get } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { agentsOf, readAgents } from "./agents.ts";
import { readRunBudget } from "./budget.ts";
import { readContext } from "./context.ts";
import { defined } from "./defined.ts";
import type { Draft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import type { Around } from "./namedText.ts";
import { readGithub } from "./github.ts";
import { readInputs } from "./inputs.ts";
import { readNotify } from "./notify.ts";
import { readParams } from "./params.ts";
import { readPhases } from "./phase.ts";
import { withModels } from "./routedModels.ts";
import { DEFAULTS, readSettings } from "./settings.ts";
import { readSpecialists } from "./specialists.ts";
import { insidePath } from "./insidePaths.ts";
import { quoted } from "../schema/words.ts";
import { progressIn } from "../taskList/progress/progressIn.ts";
import { checkJson } from "../taskList/progress/strict.ts";
import { plainWorkspace, readWorkspace } from "./workspace.ts";

const CONCURRENCY = 4;

/** A plan of our own format, as far as it can be understood. */
export function buildPlan(map: MapNode, around: Around): Draft {
  const { findings } = around;
  const settings = asMap(get(map, "defaults"));
  const defaults = { ...DEFAULTS, ...(settings ? readSettings(settings, DEFAULTS, findings) : {}) };
  const env = readEnv(get(map, "env"), findings);
  const pipelines = [settings && get(settings, "pipeline")];
  const models = get(map, "models");
  const known = new Set((asMap(get(map, "agents"))?.entries ?? []).map(({ key }) => key));
  const notes = new Set<string>();
  const specialists = readSpecialists(get(map, "specialists"), known);
  const ofPhases = { defaults, settings, pipelines, models, known, notes, specialists, ...around };
  const read = readPhases(get(map, "phases"), ofPhases);
  const whom = [...(specialists?.written.values() ?? [])];
  const named = readAgents(get(map, "agents"), read, around, whom);
  const { phases, agents } = withModels(read, named, specialists);
  const params = readParams(get(map, "params"), findings);
  const workspace = readWorkspace(get(map, "workspace"), params, findings);
  const plan: Plan = defined({
    format: "pawl" as const,
    name: asText(get(map, "name")) ?? "",
    params,
    state: asText(get(map, "state")),
    concurrency: asNumber(get(map, "concurrency")) ?? CONCURRENCY,
    onFailure: (asText(get(map, "on_failure")) as Plan["onFailure"] | undefined) ?? "continue",
    env: envOf(env) ?? {},
    defaults,
    notify: readNotify(get(map, "notify"), findings),
    budget: readRunBudget(get(map, "budget"), findings),
    agents: agentsOf(agents),
    ...readInputs(get(map, "inputs"), params, around),
    workspace: workspace?.workspace ?? impliedWorkspace(phases),
    details: asText(get(map, "details")) as Plan["details"],
    context: readContext(get(map, "context"), findings),
    mirror: readMirror(get(map, "mirror"), around),
    github: readGithub(asMap(get(map, "github")), params, findings),
    phases: phases.map((each) => each.phase),
  });
  return {
    plan,
    phases,
    env,
    agents,
    workspace,
    github: get(map, "github"),
    models,
    budget: placesOfBudget(map),
    specialists: specialists && asMap(get(map, "specialists")),
    notes: [...notes],
  };
}

/** Where the limit in US dollars stands. */
function placesOfBudget(map: MapNode): Draft["budget"] {
  const budget = asMap(get(map, "budget"));
  return { usd: budget && get(budget, "usd") };
}

/** A phase may have a worktree where the plan says nothing of workspaces. */
const impliedWorkspace = (phases: Draft["phases"]): Plan["workspace"] =>
  phases.some(({ phase }) => phase.workspace === "worktree")
    ? plainWorkspace("inplace")
    : undefined;

function readMirror(node: Node | undefined, { findings, files }: Around): Plan["mirror"] {
  const map = asMap(node);
  const pathOf = (key: string): string | undefined => {
    const at = map && get(map, key);
    const path = asText(at);
    return at && path !== undefined ? insidePath(path, at, findings) : undefined;
  };
  const [status, progress, state, details] = ["status", "progress", "state", "details"].map(pathOf);
  if ([status, progress, state, details].every((each) => each === undefined)) return undefined;
  return defined({
    status,
    progress:
      progress === undefined ? undefined : readProgressMirror(progress, get(map!, "progress")!),
    state,
    details,
  });

  function readProgressMirror(path: string, at: Node): ProgressMirror {
    const file = files.exists(path) ? files.read(path, at) : undefined;
    if (!file) return { path };
    const { text } = file;
    if (!progressIn(path, text)) {
      const message = `${quoted(path)} is there, and has no phases that could be marked`;
      const hint = 'a PROGRESS.json is a JSON object with "phases"; where there is none it is made';
      findings.error(at, "wrong-value", message, hint);
    } else if (file.findings.errors === 0) checkJson(file.findings);
    return { path, text };
  }
}
