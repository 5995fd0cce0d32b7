import { fileURLToPath } from "node:url";
import type { Store } from "../journal/store.ts";
import type { RunId } from "../core/ids.ts";
import { StoreChild } from "./storeChild.ts";

/** How the contract opens the store that it is to try. */
export interface StoreContractOptions {
  /** Another connection to the same state. */
  readonly open: () => Promise<Store>;
  /** Empties the state; called before each case, when nothing of the last one is open any more. */
  readonly reset: () => Promise<void>;
  /**
   * For a store that several processes share: the URL of a module that exports `openStore(argument)`, which opens
   * the same state in processes that the contract starts. Without it those cases are left out.
   */
  readonly elsewhere?: { readonly module: string; readonly argument: string };
  /** Within how many milliseconds a watcher learns of another process's append; 200 unless told. */
  readonly watchWithinMs?: number;
  /**
   * Changes what is stored of an event behind the store's back. Without it the cases of damage are left out.
   * @param seq the number of the event
   */
  readonly damage?: (run: RunId, seq: number) => Promise<void>;
}

/** One promise of the contract. */
export interface StoreCase {
  readonly name: string;
  /** Left out unless the options have these. */
  readonly needs?: "elsewhere" | "damage";
  readonly run: (rig: StoreRig) => Promise<void>;
}

/** What a case works with; all of it is closed and stopped when the case ends. */
export class StoreRig {
  readonly watchWithinMs: number;
  readonly #options: StoreContractOptions;
  readonly #stores: Store[] = [];
  readonly #children: StoreChild[] = [];

  constructor(options: StoreContractOptions) {
    this.#options = options;
    this.watchWithinMs = options.watchWithinMs ?? 200;
  }

  async open(): Promise<Store> {
    const store = await this.#options.open();
    this.#stores.push(store);
    return store;
  }

  /** A process of its own that has opened the same state. */
  async start(): Promise<StoreChild> {
    const { module, argument } = this.#options.elsewhere!;
    const child = new StoreChild(PROGRAM, module, argument);
    this.#children.push(child);
    await child.isReady;
    return child;
  }

  async damage(run: RunId, seq: number): Promise<void> {
    await this.#options.damage!(run, seq);
  }

  async close(): Promise<void> {
    await Promise.all(this.#children.map((each) => each.kill()));
    for (const each of this.#stores) await each.close();
  }
}

/** Node runs no TypeScript: from the sources, too, the program is the built one. */
const PROGRAM = fileURLToPath(new URL("../../dist/testing/storeWorker.js", import.meta.url));
