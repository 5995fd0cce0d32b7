import type { Event } from "./events.ts";
import type { Memory } from "./memory.ts";
import type { Usage } from "./usage.ts";

/** What a run knows of its sessions and of how full they are. */
export interface ContextState {
  /** What sessions that were too full came to, by their ids: nobody goes on in one of them any more. */
  readonly memories: Map<string, Memory>;
  /** Sessions that are to be made compact, whatever they or others tell from then on. */
  readonly tooFull: Set<string>;
  /** Of which sessions and prompts (`keyOf`) a person has been asked, and of which it was said that nobody knows. */
  readonly paused: Set<string>;
  readonly unknown: Set<string>;
  /** What each agent told last of what it used, by its id. */
  readonly told: Map<string, Usage>;
  /** What a person was last asked about. */
  asked: Extract<Event, { type: "context-measured" }> | undefined;
  /** A person is asked; that the run is paused, which a journal that broke off may lack, is due. */
  pausing: boolean;
}

export const newContext = (): ContextState => ({
  memories: new Map(),
  tooFull: new Set(),
  paused: new Set(),
  unknown: new Set(),
  told: new Map(),
  asked: undefined,
  pausing: false,
});
