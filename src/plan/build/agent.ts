import { DRIVERS } from "../../core/agent.ts";
import type { Agent, AgentBudget, DriverName } from "../../core/agent.ts";
import { PRESETS, presetOf } from "../../core/presets.ts";
import { readClaudeAgent } from "../agents/claudeAgent.ts";
import { Findings } from "../findings.ts";
import { readText } from "../syntax/read.ts";
import { asBoolean, asList, asMap, asNumber, asText, get } from "../syntax/tree.ts";
import type { Entry, MapNode, Node } from "../syntax/tree.ts";
import { tokensOf } from "./budget.ts";
import { defined } from "./defined.ts";
import type { AgentDraft, ScriptDraft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import { jsonOf } from "./json.ts";
import { readNamedText } from "./namedText.ts";
import type { Around } from "./namedText.ts";
import { readDuration } from "./settings.ts";
import { readWorkers } from "./workers.ts";

/** What an agent is where nobody says anything. */
export const AGENT_DEFAULTS = {
  permissions: "edit",
  stallMs: 600_000,
  attemptTools: true,
} as const;

const SCRIPT_FILE = /^\S+\.(?:ya?ml|json)$/;
const LONGEST = 30 * 86_400_000;

/** An agent under `agents`; what it says itself comes before what the file says that it is `from`. */
export function readAgent({ key, at, value }: Entry, around: Around): AgentDraft[] {
  const map = asMap(value);
  if (!map) return [];
  const from = get(map, "from");
  const path = asText(from);
  const file = path === undefined ? undefined : around.files.read(path, from!);
  // A missing one is reported by the checks.
  const use = useOf(map) ?? driverNamed(key) ?? "claude";
  const base = file && forDriver(use, readClaudeAgent(file));
  const named = PRESETS.find((each) => each === asText(get(map, "preset")));
  const preset = named && presetOf(named, use);
  const script = scriptOf(get(map, "script"), around);
  const variables = get(map, "env");
  const env = readEnv(variables, around.findings);
  const agent: Agent = defined({
    ...AGENT_DEFAULTS,
    ...preset,
    ...base,
    id: key,
    use,
    ...ownOf(map, around),
    passEnv: textsOf(variables),
    env: envOf(env),
    system: readNamedText(get(map, "system"), around)?.text ?? base?.system ?? preset?.system,
    script: script && textOfScript(script, around),
    budget: budgetOf(get(map, "budget")) ?? base?.budget,
    workers: readWorkers(map, around.findings),
  });
  return [{ name: key, at, agent, map, env, script }];
}

/** Names of models and tools mean nothing to another program than Claude Code. */
function forDriver(use: DriverName, agent: Partial<Agent> | undefined): Partial<Agent> | undefined {
  if (!agent || use === "claude") return agent;
  const { model: _model, tools: _tools, disallowedTools: _others, ...rest } = agent;
  return rest;
}

/** What stands in the map and is taken as it stands. */
function ownOf(map: MapNode, { findings }: Around): Partial<Agent> {
  const stall = { least: 0, most: LONGEST };
  return defined({
    model: asText(get(map, "model")),
    permissions: asText(get(map, "permissions")) as Agent["permissions"] | undefined,
    isolation: asText(get(map, "isolation")) as Agent["isolation"],
    args: textsOf(get(map, "args")),
    tools: textsOf(get(map, "tools")),
    disallowedTools: textsOf(get(map, "disallowed_tools")),
    command: textsOf(get(map, "command")),
    stdin: asBoolean(get(map, "stdin")),
    program: asText(get(map, "program")),
    stallMs: readDuration(map, "stall", stall, findings),
    timeoutMs: readDuration(map, "timeout", { least: 1, most: LONGEST }, findings),
    attemptTools: asBoolean(get(map, "attempt_tools")),
  });
}

const useOf = (map: MapNode): DriverName | undefined => driverNamed(asText(get(map, "use")));

/** The driver of a name. */
export const driverNamed = (name: string | undefined): DriverName | undefined =>
  DRIVERS.find((each) => each === name);

const textsOf = (node: Node | undefined): string[] | undefined =>
  asList(node)?.items.flatMap((item) => asText(item) ?? []);

const scriptOf = (node: Node | undefined, around: Around): ScriptDraft | undefined =>
  node?.kind === "map" ? node : readNamedText(node, around, SCRIPT_FILE);

/** As JSON, which is YAML as well: it is read once here, and by each attempt. What cannot be read is kept as it is. */
function textOfScript(script: ScriptDraft, { findings }: Around): string {
  if ("kind" in script) return JSON.stringify(jsonOf(script, findings));
  const apart = new Findings(script.text, "");
  const node = readText(script.text, apart);
  const value = node && jsonOf(node, apart);
  return apart.errors > 0 || value === undefined ? script.text : JSON.stringify(value);
}

function budgetOf(node: Node | undefined): AgentBudget | undefined {
  const map = asMap(node);
  if (!map) return undefined;
  return defined({
    usd: asNumber(get(map, "usd")),
    turns: asNumber(get(map, "turns")),
    tokens: tokensOf(get(map, "tokens")),
  });
}

/** An agent that the plan says nothing of. */
export const plainAgent = (name: string, use: DriverName, more: Partial<Agent> = {}): Agent => ({
  ...AGENT_DEFAULTS,
  id: name,
  use,
  ...more,
});
