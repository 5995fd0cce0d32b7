import type { Usage } from "../../../../core/usage.ts";
import type { Launch } from "../../driver.ts";
import { asObject } from "../shared/json.ts";
import { modelName, modelUsage, since } from "../shared/usage.ts";
import type { Counts } from "../shared/usage.ts";
import { codexHome } from "./provider.ts";
import { countsOf, readRollout } from "./rollout.ts";
import type { Rollout } from "./rollout.ts";

/** Keeps count of what Codex tells: the whole session's tokens, at the end of its turn. */
export class CodexUsage {
  readonly #launch: Launch;
  #told: Counts | undefined;
  #session: string | undefined;

  constructor(launch: Launch) {
    this.#launch = launch;
    this.#session = launch.order.resume?.session;
  }

  session(id: string): void {
    this.#session = id;
  }

  turn(usage: unknown): void {
    const told = asObject(usage);
    if (told !== undefined) this.#told = countsOf(told);
  }

  current(): Usage | undefined {
    const { order, env } = this.#launch;
    const rollout =
      this.#session === undefined ? undefined : readRollout(codexHome(env), this.#session);
    const total = this.#told ?? rollout?.total;
    if (total === undefined) return undefined;
    return {
      models: [modelUsage(modelName(rollout?.model, order.agent.model), since(order, total))],
      ...this.#requests(rollout),
      ...(this.#told === undefined && { partial: true as const }),
    };
  }

  /** Only the session's own record tells of requests. */
  #requests(rollout: Rollout | undefined): Omit<Usage, "models" | "partial"> {
    if (rollout === undefined) return {};
    const before = this.#launch.order.resume?.usage;
    const last = rollout.requests.at(-1);
    const first = rollout.requests[0];
    return {
      requests: Math.max(0, rollout.requests.length - (before?.requests ?? 0)),
      ...(last !== undefined && { contextTokens: (last.input ?? 0) + (last.output ?? 0) }),
      ...(rollout.window && { contextWindow: rollout.window }),
      ...(first?.input !== undefined && { firstInputTokens: first.input }),
    };
  }
}
