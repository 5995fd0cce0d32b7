import type { Event, Recorded } from "../core/events.ts";
import type { RunId } from "../core/ids.ts";
import type { RunStatus } from "../core/run.ts";
import type { Owner } from "../processes/identity.ts";

/**
 * What `append` did. Where it is not `ok` nothing was written: somebody appended first, up to `seq`,
 * or the lease that the caller drives under is another's by now.
 */
export type Appended =
  | { readonly ok: true; readonly recorded: readonly Recorded[] }
  | { readonly ok: false; readonly seq: number }
  | { readonly ok: false; readonly fenced: true };

/** A journal's events, and what a person should be told of the reading (a torn tail, a missing last event). */
export interface Reading {
  readonly events: readonly Recorded[];
  readonly notes: readonly string[];
}

/** One line of `pawl runs`, kept by the store beside the journal so that listing does not read journals. */
export interface RunSummary {
  readonly run: RunId;
  readonly plan: string;
  readonly status: RunStatus;
  readonly startedAt: number;
  readonly updatedAt: number;
}

/** The right to drive a run. Later leases have higher fencing numbers. */
export interface Lease {
  /** Given to each append of the driver, so that one that lost its lease without noticing cannot append. */
  readonly fence: number;
  release(): Promise<void>;
}

export type LeaseOutcome =
  | { readonly ok: true; readonly lease: Lease; readonly takenFrom?: Owner }
  | { readonly ok: false; readonly holder: Owner };

/**
 * Where journals live. A journal only grows; its events are numbered from 1 without a gap, and each holds the
 * hash of the one before. Damage throws `journal-damaged` and nothing is overwritten.
 */
export interface Store {
  /** For messages: what kind of store and where. */
  readonly location: string;
  /**
   * Writes all of the events or none, durably, if the journal's last sequence number is `expected` (0: no journal).
   * @param at milliseconds since 1970, recorded with each event
   * @param fence of the lease that the caller drives under; a person's requests are appended without
   */
  append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended>;
  /** The events after sequence number `after`. An unknown run throws `run-unknown`. */
  read(run: RunId, after?: number): Promise<Reading>;
  /**
   * Calls back, within 200 ms, with events after `after` that others than this store object appended
   * (it may also give some of its own); the function returned ends it.
   */
  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void;
  /** All runs, the newest first. */
  list(): Promise<readonly RunSummary[]>;
  lease(run: RunId): Promise<LeaseOutcome>;
  /** Who drives the run now, if anybody lives who does. */
  holder(run: RunId): Promise<Owner | undefined>;
  /**
   * The journal's lines as `encodeBatch` made them, without their newlines: the same bytes in every store.
   * They are checked like those of `read`; a torn end is left out.
   */
  lines(run: RunId): Promise<readonly string[]>;
  /**
   * Writes a whole journal, byte for byte, durably and all or nothing, where there is none. Refused (`refused`)
   * if the run is there already, even with the same lines; lines that are no whole journal throw `journal-damaged`.
   */
  restore(run: RunId, lines: readonly string[]): Promise<void>;
  /** Keeps a verified copy of the journal beside it, where the kind of store makes that worth its cost. */
  backup(run: RunId): Promise<void>;
  /** Looks through all that the store keeps for all runs: what is wrong, a line each. For `audit --verify`. */
  check?(): Promise<readonly string[]>;
  close(): Promise<void>;
}
