import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { redactor } from "../../core/redact.ts";
import { secretsOf } from "../../core/secretNames.ts";
import type { AttemptResult } from "../../core/result.ts";
import { shellQuoted } from "../../core/shellWords.ts";
import { packageRoot } from "../../packageRoot.ts";
import type { AdoptOptions, AgentOrder, AttemptHandle, AttemptOrder, Executor } from "../port.ts";
import { accountOfEvents, readAccount } from "./accountFile.ts";
import { AGENT_FILES } from "./files.ts";
import { channelOf } from "./channel.ts";
import { driverOf } from "./drivers/index.ts";
import { maskOrder } from "./maskOrder.ts";
import type { OrderFile } from "./orderFile.ts";
import { buildPrompt } from "./prompt/buildPrompt.ts";

/** Node runs no TypeScript: from the sources, too, runners are the built ones. */
const RUNNER = fileURLToPath(new URL("dist/runner/main.js", packageRoot));

/** What the runner may need, beyond its own deadline and grace periods, before its supervisor ends it. */
const RUNNER_MS = 15_000;

/**
 * Performs attempts of agents, each in a runner of its own under the supervisor of `inner`, so that it outlives this
 * process as commands do. Attempts of commands are handed to `inner` as they are.
 */
export function agentExecutor(inner: Executor): Executor {
  return {
    start(order) {
      if (!order.agent) return inner.start(order);
      const trouble = prepare(order, order.agent);
      if (trouble) return { ended: Promise.resolve(trouble), cancel: () => undefined };
      return new AgentAttempt(order, inner.start(runnerOrder(order)), true);
    },
    adopt(order, given?: AdoptOptions) {
      const handle = inner.adopt(order, given);
      return existsSync(join(order.folder, AGENT_FILES.order))
        ? new AgentAttempt(order, handle, false)
        : handle;
    },
    promptOf: ({ agent }) => agent && promptOf(agent),
    prepare: () => inner.prepare?.(),
    close: () => inner.close(),
  };
}

/** What a review is shown of the work is not in it: nobody knows that before it is looked at. */
const promptOf = (order: AgentOrder): string =>
  buildPrompt(order, channelOf(order, driverOf(order.agent.use).capabilities));

/** Writes what the runner works from. */
function prepare(order: AttemptOrder, agent: AgentOrder): AttemptResult | undefined {
  const { cwd, marker, timeoutMs, graceMs, maxOutputBytes } = order;
  const file: OrderFile = { ...agent, limits: { cwd, marker, timeoutMs, graceMs, maxOutputBytes } };
  try {
    mkdirSync(order.folder, { recursive: true });
    const masked = maskOrder(file, redactor(secretsOf(order.env)));
    writeFileSync(join(order.folder, AGENT_FILES.order), JSON.stringify(masked));
    return undefined;
  } catch (error) {
    const message = `its order could not be written: ${(error as Error).message}`;
    return { type: "failed", failure: { class: "transient", message } };
  }
}

/** The runner keeps the deadline and the grace periods; its supervisor only sees to it that there is an end. */
function runnerOrder(order: AttemptOrder): AttemptOrder {
  const command = `exec ${[process.execPath, RUNNER, order.folder].map(shellQuoted).join(" ")}`;
  const timeoutMs = order.timeoutMs === 0 ? 0 : order.timeoutMs + 2 * order.graceMs + RUNNER_MS;
  return { ...order, command, timeoutMs };
}

/** An attempt of an agent as this process sees it, whoever started it. */
class AgentAttempt implements AttemptHandle {
  readonly ended: Promise<AttemptResult>;
  readonly #order: AttemptOrder;
  readonly #inner: AttemptHandle;
  #reason: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** @param isOwn whether this process started it, so that nobody but it can have told it to stop */
  constructor(order: AttemptOrder, inner: AttemptHandle, isOwn: boolean) {
    this.#order = order;
    this.#inner = inner;
    this.ended = inner.ended.then((result) => {
      clearTimeout(this.#timer);
      const own = resultOf(order.folder, result);
      const isLost = own.type === "failed" && own.failure.class === "lost";
      if (isLost && this.#reason !== undefined) return { type: "cancelled", reason: this.#reason };
      return isOwn && this.#reason === undefined ? notByUs(own) : own;
    });
  }

  /** The runner is told by a file, so that it can ask the agent to stop in its own way; its supervisor if that is not enough. */
  cancel(reason: string): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    const { folder, graceMs } = this.#order;
    const ladderMs = 2 * graceMs + RUNNER_MS;
    this.#timer = setTimeout(() => this.#inner.cancel(reason), ladderMs);
    try {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, AGENT_FILES.stop), reason);
    } catch {
      this.#inner.cancel(reason);
    }
  }
}

/** One that ended by itself, or by somebody else, has not been cancelled: it would be begun again without end. */
function notByUs(result: AttemptResult): AttemptResult {
  if (result.type !== "cancelled") return result;
  const { account, reason } = result;
  const message = `something other than Pawl made it stop: ${reason}`;
  return { type: "failed", failure: { class: "lost", message }, ...(account ? { account } : {}) };
}

/**
 * What the runner judged counts; without that, how its supervisor saw it end. A success counts only if the supervisor
 * saw no other end: else something that the attempt started may have written it.
 */
function resultOf(folder: string, seen: AttemptResult): AttemptResult {
  const judged = readAccount(folder);
  const seenToFail = seen.type === "failed" && seen.failure.class !== "lost";
  if (judged && !(judged.type === "succeeded" && seenToFail)) {
    if (judged.type === "succeeded" && seen.type === "succeeded" && seen.outputs)
      return { ...judged, outputs: seen.outputs };
    return judged;
  }
  const account = accountOfEvents(folder);
  const more = account ? { account } : {};
  if (seen.type !== "succeeded") return { ...seen, ...more };
  const message = "its runner ended without a word";
  return { type: "failed", failure: { class: "transient", message }, ...more };
}
