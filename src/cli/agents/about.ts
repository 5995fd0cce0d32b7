import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { DRIVERS } from "../../core/agent.ts";
import type { DriverName } from "../../core/agent.ts";
import { signedIn } from "../../executors/agent/about.ts";
import type { AgentAbout, SignedIn } from "../../executors/agent/about.ts";
import type { Capabilities } from "../../executors/agent/driver.ts";
import { aboutOf } from "../../executors/agent/drivers/abouts.ts";
import { driverOf } from "../../executors/agent/drivers/index.ts";
import { findProgram } from "../../executors/command/starter.ts";
import type { FolderAgent, FolderAgents } from "./folder.ts";
import { environmentOf } from "./reach.ts";
import { versionOf } from "./version.ts";

/** What there is to say of a driver on this machine, in this folder. */
export interface DriverView {
  readonly driver: DriverName;
  /** Of its program; absent where a plan says what is started. */
  readonly program?: string;
  /** Where the program is; absent where it is not found. */
  readonly path?: string;
  /** `null`: it did not tell. Absent where there is no program. */
  readonly version?: string | null;
  readonly capabilities: Capabilities;
  /** As far as variables and files tell; `null`: by nothing that they do. Absent where there is nothing to sign in to. */
  readonly signedIn?: SignedIn | null;
  /** Agents of the plan that use it, and whether they would be signed in with what reaches them. */
  readonly planAgents?: readonly PlanAgent[];
  /** Why that may be otherwise. */
  readonly unsure?: string;
  /** What to do about what is missing, a line each. */
  readonly todo: readonly string[];
}

interface PlanAgent {
  readonly id: string;
  readonly signedIn: boolean;
}

/** All drivers, their versions asked for side by side. */
export const driverViews = (found: FolderAgents): Promise<DriverView[]> =>
  Promise.all(DRIVERS.map((each) => driverView(each, found)));

async function driverView(driver: DriverName, found: FolderAgents): Promise<DriverView> {
  const { capabilities } = driverOf(driver);
  const about = aboutOf(driver);
  if (!about) return { driver, capabilities, todo: programTodo(driver, found) };
  const path = findProgram(about.program);
  const here = signedIn(about, process.env);
  const agents = planAgents(about, found);
  return {
    driver,
    program: about.program,
    ...(path === undefined
      ? {}
      : { path, version: (await versionOf(path, about.versionArgs)) ?? null }),
    capabilities,
    signedIn: here ?? null,
    ...(agents.length === 0 ? {} : { planAgents: agents }),
    ...(about.unsure === undefined ? {} : { unsure: about.unsure }),
    todo: [
      ...(path === undefined ? [`install it: ${about.install}`] : []),
      ...(here ? reachTodo(about, here, agents, found.planFile) : [`sign in: ${about.signIn}`]),
      ...programTodo(driver, found),
    ],
  };
}

/** Whether what signs a driver in would reach the agents of the plan that use it. */
function planAgents(about: AgentAbout, { plan, planEnv }: FolderAgents): PlanAgent[] {
  return plan
    .filter(({ agent }) => agent.use === about.driver)
    .map(({ agent }) => {
      const env = environmentOf(agent, planEnv, process.env);
      return { id: agent.id, signedIn: signedIn(about, env) !== undefined };
    });
}

function reachTodo(
  about: AgentAbout,
  here: SignedIn,
  agents: readonly PlanAgent[],
  planFile: string | undefined,
): string[] {
  const cut = agents.filter((each) => !each.signedIn).map((each) => each.id);
  if (cut.length === 0) return [];
  const name = here.by === "variable" ? here.name : folderVariable(about, here.path);
  const [who, them] = cut.length === 1 ? ["agent", "it"] : ["agents", "them"];
  return [
    `${name} is set here and does not reach ${who} ${cut.join(", ")} of ${planFile}: write env: [${name}] for ${them} under agents`,
  ];
}

/** The variable through which a file of a sign-in was found. */
const folderVariable = (about: AgentAbout, path: string): string =>
  about.signInFiles.find(({ variable, name }) => variable !== undefined && path.endsWith(name))
    ?.variable ?? "HOME";

/** Programs that agents of the plan name themselves, and that are not there. */
const programTodo = (driver: DriverName, { plan, planFile }: FolderAgents): string[] =>
  plan.flatMap(({ agent }: FolderAgent) => {
    const program = agent.program ?? agent.command?.[0];
    if (agent.use !== driver || program === undefined || isThere(program)) return [];
    return [`agent ${agent.id} of ${planFile} starts ${program}, which is not found`];
  });

/** A name is looked for on the PATH, a path from this folder. */
const isThere = (program: string): boolean =>
  program.includes("/") ? existsSync(resolve(program)) : findProgram(program) !== undefined;
