import { join } from "node:path";
import { tokensOf } from "../core/spend.ts";
import type { Usage } from "../core/usage.ts";
import { readBounded } from "../executors/agent/attemptTools/readBounded.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";

/** Why an attempt is ended before its agent has done so. */
export type Stop =
  | { readonly why: "cancelled"; readonly reason: string }
  | { readonly why: "timed-out" }
  | { readonly why: "stalled" }
  /** It has used more tokens than one attempt may. */
  | { readonly why: "spent"; readonly tokens: number };

const TICK_MS = 100;

/** Bytes of a reason. */
const MOST_REASON = 4096;

/**
 * Sees that an attempt must stop: it is told to, its time is over, its agent has said nothing for too long, or has used
 * more tokens than it may.
 */
export class Watch {
  readonly #folder: string;
  readonly #order: OrderFile;
  readonly #tell: (stop: Stop) => void;
  readonly #startedAt = performance.now();
  #heardAt = performance.now();
  #timer: NodeJS.Timeout | undefined;

  /** @param tell called once at most */
  constructor(folder: string, order: OrderFile, tell: (stop: Stop) => void) {
    this.#folder = folder;
    this.#order = order;
    this.#tell = tell;
    this.#timer = setInterval(() => this.#look(), TICK_MS);
    // Its supervisor, or somebody else, ends the whole group: the agent has the same signal.
    process.on("SIGTERM", () => this.#stop({ why: "cancelled", reason: "told to end by SIGTERM" }));
    process.on("SIGINT", () => {});
  }

  /** The agent has shown that it lives. */
  heard(): void {
    this.#heardAt = performance.now();
  }

  /** @param usage what the attempt is known to have used so far */
  used(usage: Usage | undefined): void {
    const limit = this.#order.agent.budget?.tokens;
    const tokens = usage && limit !== undefined ? (tokensOf(usage) ?? 0) : 0;
    if (limit !== undefined && tokens > limit) this.#stop({ why: "spent", tokens });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const reason = this.#reason();
    const { agent, limits } = this.#order;
    const now = performance.now();
    if (reason !== undefined) this.#stop({ why: "cancelled", reason });
    else if (limits.timeoutMs > 0 && now - this.#startedAt >= limits.timeoutMs)
      this.#stop({ why: "timed-out" });
    else if (agent.stallMs > 0 && now - this.#heardAt >= agent.stallMs)
      this.#stop({ why: "stalled" });
  }

  #reason(): string | undefined {
    try {
      return readBounded(join(this.#folder, AGENT_FILES.stop), MOST_REASON)?.trim();
    } catch (error) {
      // The attempt can write there, too: whatever it is, it must not end the runner, nor hold it up.
      return `the file ${AGENT_FILES.stop} cannot be read: ${(error as Error).message}`;
    }
  }

  #stop(stop: Stop): void {
    if (this.#timer === undefined) return;
    this.close();
    this.#tell(stop);
  }
}
