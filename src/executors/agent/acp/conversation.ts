import type { ClientContext, PromptResponse, Stream } from "@agentclientprotocol/sdk";
import type { Usage } from "../../../core/usage.ts";
import { version } from "../../../version.ts";
import type { Exit, Launch, Outcome } from "../driver.ts";
import { promptWithSystem } from "../drivers/shared/launching.ts";
import { commandOf } from "../drivers/template.ts";
import type { AgentProcess, Talk, TalkContext } from "../talk.ts";
import { Answers } from "./answers.ts";
import { finish } from "./finish.ts";
import { knownAgent } from "./known.ts";
import { endedEarly, failureOf, outcomeOf, signInOf } from "./outcome.ts";
import { openSession } from "./session.ts";
import { streamOf } from "./stream.ts";
import { Updates } from "./updates.ts";
import { usageOf } from "./usage.ts";

type Ended = { readonly outcome: Outcome; readonly exit: Exit };

/** One prompt, held over ACP: from the agent's start to its end. */
export class Conversation implements Talk {
  readonly ended: Promise<Ended>;
  readonly #launch: Launch;
  readonly #context: TalkContext;
  readonly #updates: Updates;
  readonly #answers: Answers;
  readonly #agent: AgentProcess;
  #signIn = "";
  #usage: Usage | undefined;
  /** There once a prompt is under way. */
  #prompted: { readonly connection: ClientContext; readonly session: string } | undefined;

  constructor(launch: Launch, context: TalkContext) {
    this.#launch = launch;
    this.#context = context;
    this.#updates = new Updates((event) => context.emit(event));
    const { permissions, command = [], args = [] } = launch.order.agent;
    const allowance = {
      permissions,
      cwd: launch.cwd,
      ...(launch.tools && { tools: launch.tools.name }),
    };
    this.#answers = new Answers(allowance, this.#updates.calls, (event) => context.emit(event));
    const [program = "", ...rest] = commandOf(command, launch);
    this.#agent = context.start({ program, args: [...rest, ...args] });
    this.ended = this.#hold();
  }

  usage(): Usage | undefined {
    return this.#usage;
  }

  stop(): void {
    this.#answers.stopping = true;
    const end = (): void => this.#agent.kill("SIGTERM");
    if (!this.#prompted) end();
    else {
      const { connection, session } = this.#prompted;
      connection.notify("session/cancel", { sessionId: session }).catch(end);
    }
  }

  async #hold(): Promise<Ended> {
    const stream = streamOf(this.#agent, (update) => {
      // What comes before the prompt is the past of a session that was loaded.
      if (this.#prompted) this.#updates.take(update);
    });
    const talked = this.#talk(stream)
      .catch((error: unknown) => failureOf(error, this.#signIn))
      .then((outcome) => ({ outcome, exit: undefined }));
    const gone = this.#agent.exited.then((exit) => ({ outcome: endedEarly(exit), exit }));
    const first = await Promise.race([talked, gone]);
    this.#updates.flush();
    this.#tell(first.outcome);
    return { outcome: first.outcome, exit: first.exit ?? (await finish(this.#agent)) };
  }

  #tell(outcome: Outcome): void {
    if (outcome.type === "done") {
      this.#context.emit({ type: "result", text: outcome.text });
      return;
    }
    const { class: kind, message: text, until } = outcome.failure;
    const when = until !== undefined && { until };
    if (kind === "rate-limited") this.#context.emit({ type: "rate-limited", text, ...when });
    this.#context.emit({ type: "error", class: kind, text, ...when });
  }

  async #talk(stream: Stream): Promise<Outcome> {
    const { client, PROTOCOL_VERSION } = await import("@agentclientprotocol/sdk");
    const { agent } = client({ name: "pawl" })
      .onRequest("session/request_permission", ({ params }) => this.#answers.permit(params))
      .onRequest("fs/write_text_file", ({ params }) => this.#answers.write(params))
      .onNotification("*", () => {})
      .connect(stream);
    const about = await agent.request("initialize", {
      protocolVersion: PROTOCOL_VERSION,
      clientInfo: { name: "pawl", version: version() },
      clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
    });
    this.#signIn = signInOf(about.authMethods ?? []);
    const opened = await openSession(agent, about, this.#launch);
    if ("outcome" in opened) return opened.outcome;
    const { id: session, model } = opened;
    this.#context.emit({ type: "started", session, ...(model !== undefined && { model }) });
    this.#prompted = { connection: agent, session };
    const response: PromptResponse = await agent.request("session/prompt", {
      sessionId: session,
      prompt: [{ type: "text", text: promptWithSystem(this.#launch) }],
    });
    const name = about.agentInfo?.name;
    return this.#conclude(response, name, model);
  }

  #conclude(
    response: PromptResponse,
    name: string | undefined,
    model: string | undefined,
  ): Outcome {
    this.#updates.flush();
    const { calls, text, contextTokens, contextWindow, costUsd } = this.#updates;
    const { resume } = this.#launch.order;
    const known = knownAgent(name);
    this.#usage = usageOf(response, {
      known,
      model: model ?? name ?? "unknown",
      contextTokens,
      contextWindow,
      costUsd,
      ...(resume && { resumed: resume.usage ? { usage: resume.usage } : {} }),
    });
    if (this.#usage) this.#context.emit({ type: "usage", usage: this.#usage });
    // Some agents say of an error what it was, in their own voice, and end their turn as if all were well.
    const answered = known.usage === "none" ? text !== "" || calls.any : this.#usage !== undefined;
    return outcomeOf({ response, text, answered }, this.#signIn);
  }
}
