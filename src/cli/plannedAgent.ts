import type { DriverName, Permissions } from "../core/agent.ts";
import type { Run, TaskState } from "../core/run.ts";
import { formatSize } from "../plan/size.ts";

/** A task as an agent would carry it out. */
export interface PlannedAgent {
  readonly agent: string;
  readonly driver: DriverName;
  /** Left out where it is the program's own. */
  readonly model?: string;
  readonly permissions: Permissions;
  /** Of the prompt as the plan has it: what the task adds to it is not counted. */
  readonly prompt: { readonly file?: string; readonly firstLine: string; readonly bytes: number };
  /** Artifacts that it is given, and those that it is to hand in. */
  readonly needs: readonly string[];
  readonly produces: readonly string[];
}

/** What there is to say of a task's agent before it is run; undefined for a command. */
export function plannedAgent({ plan }: Run, { spec, phase }: TaskState): PlannedAgent | undefined {
  const agent = spec.kind === "agent" ? plan.agents?.[spec.agent] : undefined;
  if (spec.kind !== "agent" || !agent) return undefined;
  const { prompt, promptFile } = spec;
  return {
    agent: agent.id,
    driver: agent.use,
    ...(agent.model === undefined ? {} : { model: agent.model }),
    permissions: agent.permissions,
    prompt: {
      ...(promptFile === undefined ? {} : { file: promptFile }),
      firstLine: firstLineOf(prompt),
      bytes: Buffer.byteLength(prompt),
    },
    needs: phase.spec.needs ?? [],
    produces: spec.produces ?? [],
  };
}

const LONGEST = 80;

function firstLineOf(prompt: string): string {
  const line = prompt.trimStart().split("\n", 1)[0]!.trimEnd();
  const characters = Array.from(line);
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : line;
}

/** The same for a person, a line each. */
export function agentLines(planned: PlannedAgent): string[] {
  const { agent, driver, model, permissions, prompt, needs, produces } = planned;
  const name = agent === driver ? driver : `${agent} (${driver})`;
  const file = prompt.file === undefined ? "" : ` ${prompt.file}`;
  return [
    `agent ${name}, ${model === undefined ? "" : `model ${model}, `}permissions ${permissions}`,
    `prompt${file} (${formatSize(prompt.bytes)}): ${prompt.firstLine}`,
    ...(needs.length > 0 ? [`is given ${needs.join(", ")}`] : []),
    ...(produces.length > 0 ? [`hands in ${produces.join(", ")}`] : []),
  ];
}
