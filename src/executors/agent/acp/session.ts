import type {
  ClientContext,
  InitializeResponse,
  McpServer,
  SessionConfigOption,
} from "@agentclientprotocol/sdk";
import type { Launch, Outcome } from "../driver.ts";
import { holds } from "../drivers/template.ts";
import { knownAgent } from "./known.ts";
import { failed } from "./outcome.ts";

/** A session that is ready for its prompt, or why there is none. */
export type Opened =
  | { readonly id: string; readonly model: string | undefined }
  | { readonly outcome: Outcome };

interface Answer {
  readonly sessionId?: string;
  readonly configOptions?: readonly SessionConfigOption[] | null;
}

/** Begins a session, or goes on in the order's, and sets it to the agent's model and to what it may do. */
export async function openSession(
  agent: ClientContext,
  { agentCapabilities, agentInfo }: InitializeResponse,
  launch: Launch,
): Promise<Opened> {
  const { order, cwd } = launch;
  const members = { cwd, mcpServers: serversOf(launch) };
  const title = agentInfo?.title ?? agentInfo?.name ?? "the agent";
  let answer: Answer;
  if (order.resume) {
    const sessionId = order.resume.session;
    const gone = await goOn(agent, agentCapabilities, { ...members, sessionId }).catch(goneOf);
    if ("outcome" in gone) return gone;
    answer = { ...gone, sessionId };
  } else answer = await agent.request("session/new", members);

  const id = answer.sessionId!;
  const mode = knownAgent(agentInfo?.name).modes?.[order.agent.permissions];
  if (mode !== undefined) await agent.request("session/set_mode", { sessionId: id, modeId: mode });
  const model = await setModel(agent, id, answer.configOptions ?? [], launch);
  if (typeof model === "object") {
    return { outcome: failed("fatal", `${title} ${model.problem}`) };
  }
  return { id, model };
}

const serversOf = ({ tools }: Launch): McpServer[] =>
  tools ? [{ name: tools.name, command: tools.command, args: [...tools.args], env: [] }] : [];

async function goOn(
  agent: ClientContext,
  capabilities: InitializeResponse["agentCapabilities"],
  request: { readonly sessionId: string; readonly cwd: string; readonly mcpServers: McpServer[] },
): Promise<Answer | { readonly outcome: Outcome }> {
  if (capabilities?.sessionCapabilities?.resume) return agent.request("session/resume", request);
  if (capabilities?.loadSession) return agent.request("session/load", request);
  return goneOf(new Error("the agent cannot go on in a session"));
}

function goneOf(error: unknown): { readonly outcome: Outcome } {
  const message = `its session cannot be gone on with: ${(error as Error).message}`;
  return { outcome: { ...failed("transient", message), sessionGone: true } };
}

/** The model that the session is set to, where that is known, or why it cannot be set to what is wanted. */
async function setModel(
  agent: ClientContext,
  sessionId: string,
  options: readonly SessionConfigOption[],
  { order }: Launch,
): Promise<string | undefined | { readonly problem: string }> {
  const wanted = order.agent.model;
  const option = options.find(({ category, type }) => category === "model" && type === "select");
  const current = option && String(option.currentValue);
  // A command that is given the model has seen to it.
  if (wanted === undefined) return current === "default" ? undefined : current;
  if (wanted === current) return current;
  if (holds(order.agent.command ?? [], "model")) return wanted;
  if (!option)
    return { problem: `cannot be told its model over ACP: give it by "command" or "args"` };
  const values = valuesOf(option);
  if (!values.includes(wanted)) {
    return { problem: `has no model "${wanted}"; it has ${values.slice(0, 20).join(", ")}` };
  }
  await agent.request("session/set_config_option", {
    sessionId,
    configId: option.id,
    value: wanted,
  });
  return wanted;
}

/** Its choices, which may stand in groups. */
function valuesOf(option: SessionConfigOption): string[] {
  if (option.type !== "select") return [];
  return option.options.flatMap((each) =>
    "options" in each ? each.options.map(({ value }) => value) : [each.value],
  );
}
