import { setTimeout as rest } from "node:timers/promises";
import type { Event } from "../core/events.ts";
import { runId } from "../core/ids.ts";
import type { Store } from "../journal/store.ts";
import { noted } from "./storeEvents.ts";

// The program of the processes that the store contract starts: `node storeWorker.js MODULE ARGUMENT`.

export type Command =
  /** So many events, one at a time, each appended again where somebody was quicker. */
  | { readonly do: "append"; readonly run: string; readonly who: string; readonly count: number }
  /** One event after a rest. */
  | { readonly do: "append-after"; readonly run: string; readonly who: string; readonly ms: number }
  /** Batches without an end, to be killed in. */
  | { readonly do: "flood"; readonly run: string; readonly who: string }
  | { readonly do: "lease"; readonly run: string };

export type Answer =
  | { readonly type: "ready" }
  | { readonly type: "appended"; readonly seq: number }
  /** `at` milliseconds since 1970 when it was done. */
  | { readonly type: "done"; readonly at: number; readonly seq?: number; readonly fence?: number }
  | { readonly type: "threw"; readonly text: string };

/** Sizes of a flood's batches and, every so often, of an event: small ones, and ones of many pages. */
export const sizeOfBatch = (batch: number): number => 1 + (batch % 4);
const sizeOfText = (batch: number): number => (batch % 6 === 5 ? 60_000 : 10);

async function obey(store: Store, command: Command): Promise<Partial<Answer>> {
  const run = runId(command.run);
  switch (command.do) {
    case "append": {
      for (let at = 0; at < command.count; at++)
        await appendTo(store, command.run, [noted(`${command.who}.${at}`)]);
      return {};
    }
    case "append-after":
      await rest(command.ms);
      return { seq: await appendTo(store, command.run, [noted(command.who)]) };
    case "flood":
      return flood(store, command.run, command.who);
    case "lease": {
      const outcome = await store.lease(run);
      if (!outcome.ok) throw new Error(`held by ${outcome.holder.pid}`);
      return { fence: outcome.lease.fence };
    }
  }
}

let last = 0;

async function appendTo(store: Store, run: string, events: readonly Event[]): Promise<number> {
  for (;;) {
    const appended = await store.append(runId(run), last, events, Date.now());
    if (appended.ok) return (last += events.length);
    if (!("seq" in appended)) throw new Error("fenced");
    last = appended.seq;
  }
}

async function flood(store: Store, run: string, who: string): Promise<never> {
  for (let batch = 0; ; batch++) {
    const text = "x".repeat(sizeOfText(batch));
    const events = Array.from({ length: sizeOfBatch(batch) }, (_, at) =>
      noted(`${who}.${batch}.${at}`, text),
    );
    process.send!({ type: "appended", seq: await appendTo(store, run, events) });
  }
}

const [module, argument] = process.argv.slice(2);
if (process.send && module !== undefined && argument !== undefined) {
  type Opener = (argument: string) => Promise<Store>;
  const { openStore } = (await import(module)) as { readonly openStore: Opener };
  const store = await openStore(argument);
  process.on("message", (command: Command) => {
    obey(store, command).then(
      (more) => process.send!({ type: "done", at: Date.now(), ...more }),
      (error: unknown) => process.send!({ type: "threw", text: String(error) }),
    );
  });
  // Nobody is left to end it.
  process.on("disconnect", () => process.exit());
  process.send({ type: "ready" });
}
