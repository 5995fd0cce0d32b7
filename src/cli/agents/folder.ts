import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { Agent } from "../../core/agent.ts";
import type { Plan } from "../../core/plan.ts";
import { readClaudeAgent } from "../../plan/agents/claudeAgent.ts";
import { agentFiles } from "../../plan/agents/findAgent.ts";
import { nameIn } from "../../plan/agents/frontMatter.ts";
import { plainAgent } from "../../plan/build/agent.ts";
import { hasErrors } from "../../plan/diagnostic.ts";
import { NamedFiles } from "../../plan/files/namedFiles.ts";
import { systemFiles } from "../../plan/files/systemFiles.ts";
import { Findings } from "../../plan/findings.ts";
import { readPlan } from "../../plan/readPlan.ts";

/** An agent that can be named in this folder, and where it was read. */
export interface FolderAgent {
  readonly agent: Agent;
  /** Relative to the folder. */
  readonly from: string;
}

export interface FolderAgents {
  /** Those that the plan's tasks name. */
  readonly plan: readonly FolderAgent[];
  /** Those of Claude Code that no task of the plan names. */
  readonly files: readonly FolderAgent[];
  /** The plan's file, where there is one that can be read. */
  readonly planFile?: string;
  /** Variables that the plan sets for all of its tasks. */
  readonly planEnv: Plan["env"];
  /** What could not be read, and why: a line each. */
  readonly notes: readonly string[];
}

const PLAN_FILES = ["pawl.yaml", "pawl.yml", "pawl.json"];

/** The agents that a plan in this folder names or could name. */
export async function agentsOfFolder(folder: string): Promise<FolderAgents> {
  const { plan, planFile, notes } = await planOf(folder);
  const named = Object.values(plan?.agents ?? {});
  const found = claudeAgents(folder);
  const known = new Set(named.map((each) => each.id));
  return {
    plan: named.map((agent) => ({ agent, from: fromOf(agent, planFile!) })),
    files: found.agents.filter((each) => !known.has(each.agent.id)),
    ...(planFile === undefined ? {} : { planFile }),
    planEnv: plan?.env ?? {},
    notes: [...notes, ...found.notes],
  };
}

const fromOf = (agent: Agent, planFile: string): string =>
  agent.source === undefined ? planFile : `${agent.source} (${planFile})`;

async function planOf(
  folder: string,
): Promise<{ plan?: Plan; planFile?: string; notes: readonly string[] }> {
  const planFile = PLAN_FILES.find((each) => existsSync(join(folder, each)));
  if (planFile === undefined) return { notes: [] };
  const { plan } = await readPlan(join(folder, planFile), { lookForCommands: false });
  if (plan) return { plan, planFile, notes: [] };
  return {
    notes: [
      `${planFile} is in error, and its agents are not seen; pawl validate ${planFile} says why`,
    ],
  };
}

function claudeAgents(folder: string): { agents: FolderAgent[]; notes: string[] } {
  const agents: FolderAgent[] = [];
  const notes: string[] = [];
  const files = systemFiles(folder);
  for (const from of agentFiles(files)) {
    const name = basename(from);
    const findings = new Findings("", join(folder, "agents"));
    const file = new NamedFiles(findings, files, folder).read(from, { start: 0, end: 0 });
    const agent = file && readClaudeAgent(file);
    const found = findings.list();
    if (!agent || hasErrors(found)) {
      notes.push(
        `${from} is no agent that can be used: ${found[0]?.message ?? "it is unreadable"}`,
      );
      continue;
    }
    const id = nameIn(file.text) ?? basename(name, ".md");
    agents.push({ agent: plainAgent(id, "claude", agent), from });
  }
  return { agents, notes };
}
