import { PERMISSIONS } from "../../core/agent.ts";
import type { DriverName } from "../../core/agent.ts";
import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import type { AgentDraft, Draft } from "../build/draft.ts";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asMap, get, placeOf } from "../syntax/tree.ts";
import { checkScriptOf } from "../script.ts";

/** Agents that cannot work, or cannot be held to what the plan asks of them. */
export function checkAgents({ agents }: Draft, findings: Findings): void {
  for (const agent of agents) {
    if (!checkUse(agent, findings)) continue;
    checkKeys(agent, findings);
    checkNeeded(agent, findings);
    checkBudget(agent, findings);
    checkPermissions(agent, findings);
    if (agent.script) checkScriptOf(agent.script, findings);
  }
}

/** Whether it is known what does its work. */
function checkUse({ name, at, map, agent }: AgentDraft, findings: Findings): boolean {
  if (!map) return true;
  const use = get(map, "use");
  if (use) return use.kind === "scalar" && use.value === agent.use;
  if (get(map, "from") || name === agent.use) return true;
  const hint =
    'add "use": claude, codex, gemini, opencode, copilot, qwen, pi, acp, command or scripted';
  findings.error(at, "missing-key", `the agent ${quoted(name)} needs "use"`, hint);
  return false;
}

/** Keys that only some drivers have a use for. */
const ONLY: readonly { key: string; drivers: readonly DriverName[] }[] = [
  { key: "command", drivers: ["acp", "command"] },
  { key: "stdin", drivers: ["command"] },
  { key: "script", drivers: ["scripted"] },
];

const WITHOUT_PROGRAM: readonly DriverName[] = ["acp", "command", "scripted"];

function checkKeys({ map, agent: { use } }: AgentDraft, findings: Findings): void {
  if (!map) return;
  for (const { key, drivers } of ONLY) {
    if (!get(map, key) || drivers.includes(use)) continue;
    const message = `${quoted(key)} is for ${drivers.join(" and ")}, and this agent uses ${use}`;
    findings.error(placeOf(map, key), "misplaced-key", message);
  }
  if (!get(map, "program") || !WITHOUT_PROGRAM.includes(use)) return;
  const hint = use === "scripted" ? undefined : 'its "command" begins with the program';
  const message = `"program" means nothing to an agent that uses ${use}`;
  findings.error(placeOf(map, "program"), "misplaced-key", message, hint);
}

/** What acp, command and scripted cannot do without. */
function checkNeeded({ name, at, map, agent }: AgentDraft, findings: Findings): void {
  const { use } = agent;
  const key = use === "scripted" ? "script" : "command";
  if (!WITHOUT_PROGRAM.includes(use) || (map && get(map, key))) return;
  const example = EXAMPLES[key];
  if (map) {
    const message = `the agent ${quoted(name)} uses ${use} and needs ${quoted(key)}`;
    findings.error(at, "missing-key", message, `such as ${key}: ${example}`);
  } else {
    const message = `${quoted(name)} is not known to do anything by itself`;
    const hint = `define it under "agents": ${name}: { use: ${use}, ${key}: ${example} }`;
    findings.error(at, "missing-key", message, hint);
  }
}

const EXAMPLES = { script: "scripts/demo.yaml", command: "[a-program, its, arguments]" } as const;

function checkBudget(draft: AgentDraft, findings: Findings): void {
  const { use, budget } = draft.agent;
  if (budget?.usd === undefined) return;
  const { cost } = DRIVER_FACTS[use];
  const map = asMap(draft.map && get(draft.map, "budget"));
  const at = map && get(map, "usd") ? placeOf(map, "usd") : draft.at;
  if (cost === false) {
    const message = `${use} does not tell what it costs, so that nothing can hold it to "usd"`;
    findings.error(at, "unknown-cost", message, 'use "tokens" or "turns"');
  } else if (cost === "unknown") {
    const message = `"usd" holds only if the program tells what it costs; with ${use} not all do`;
    findings.warn(at, "unknown-cost", message);
  }
}

function checkPermissions(draft: AgentDraft, findings: Findings): void {
  const { use, permissions } = draft.agent;
  const written = draft.map && get(draft.map, "permissions");
  if (!PERMISSIONS.includes(permissions)) return;
  if (DRIVER_FACTS[use].permissions.includes(permissions)) {
    if (use === "acp" && permissions === "read-only")
      findings.warn(placeOfPermissions(draft), "unheld-permissions", ASKING);
    return;
  }
  if (permissions !== "read-only" && !written) return;
  const after = permissions === "read-only" ? "; what it has changed is noticed afterwards" : "";
  const message = `${use} cannot be held to ${quoted(permissions)}${after}`;
  findings.warn(placeOfPermissions(draft), "unheld-permissions", message);
}

const ASKING =
  'with acp, "read-only" holds as far as the program asks before it changes something; what it has changed is noticed afterwards';

const placeOfPermissions = ({ map, at }: AgentDraft): Span =>
  map && get(map, "permissions") ? placeOf(map, "permissions") : at;
