import type { Event, Recorded } from "../../core/events.ts";
import { PawlError } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import { alreadyThere, wholeJournal } from "../../journal/restore.ts";
import { newestFirst } from "../../journal/summary.ts";
import type { Appended, LeaseOutcome, Reading, RunSummary, Store } from "../../journal/store.ts";
import type { Owner } from "../../processes/identity.ts";
import { readAddress } from "./address.ts";
import type { Address, Environment } from "./address.ts";
import { checkAll } from "./check.ts";
import { Connection } from "./connection.ts";
import type { Tell } from "./connection.ts";
import { RunJournal } from "./journal.ts";
import { Keys } from "./keys.ts";
import { holderOf, takeLease } from "./lease.ts";
import { headOf } from "./reading.ts";
import { restoreJournal } from "./restore.ts";
import { hideFromProcessList } from "./secrets.ts";
import { weaknessesOf } from "./settings.ts";
import { watchJournal } from "./watch.ts";

export interface RedisOptions {
  /** Where `PAWL_REDIS_PASSWORD` and its like are looked up; this process's environment if not given. */
  readonly env?: Environment;
  /** What the names of all keys begin with; `PAWL_REDIS_PREFIX`, else `pawl:`. */
  readonly prefix?: string;
  /** After so long without a renewal the right to drive a run is anybody's; 10 s if not given. */
  readonly leaseMs?: number;
  /** For so long a server that was there may be away; 60 s if not given. */
  readonly patienceMs?: number;
  /** For so long it may say nothing before it counts as away; 10 s if not given. */
  readonly answerMs?: number;
  /** Told when the server is away, and when it is back. */
  readonly tell?: Tell;
}

const LEASE_MS = 10_000;
const PATIENCE_MS = 60_000;
const ANSWER_MS = 10_000;

/**
 * Runs in a Redis, which several machines may share.
 * @param url `redis://[user[:password]@]host[:port][/db]`, `rediss://` for TLS; `redis` means `PAWL_REDIS_URL`,
 *   else the one of this machine. The password is better in `PAWL_REDIS_PASSWORD` or a file.
 */
export async function redisStore(url: string, options: RedisOptions = {}): Promise<Store> {
  const env = options.env ?? process.env;
  const address = readAddress(url, env);
  if (address.secret) hideFromProcessList(address.secret.password);
  const { patienceMs = PATIENCE_MS, answerMs = ANSWER_MS, tell } = options;
  const connection = new Connection(address, { patienceMs, answerMs, tell });
  try {
    await connection.open();
    const prefix = options.prefix ?? (env["PAWL_REDIS_PREFIX"] || "pawl:");
    const notes = await weaknessesOf(connection);
    return new RedisStore(connection, new Keys(prefix), notes, options.leaseMs ?? LEASE_MS);
  } catch (error) {
    connection.close();
    throw error;
  }
}

class RedisStore implements Store {
  readonly #address: Address;
  readonly #connection: Connection;
  readonly #keys: Keys;
  readonly #notes: readonly string[];
  readonly #leaseMs: number;
  readonly #journals = new Map<RunId, RunJournal>();
  readonly #watches = new Set<() => void>();

  constructor(connection: Connection, keys: Keys, notes: readonly string[], leaseMs: number) {
    this.#address = connection.address;
    this.#connection = connection;
    this.#keys = keys;
    this.#notes = notes;
    this.#leaseMs = leaseMs;
  }

  get location(): string {
    return this.#address.shown;
  }

  async append(
    run: RunId,
    expected: number,
    events: readonly Event[],
    at: number,
    fence?: number,
  ): Promise<Appended> {
    return this.#journal(run).append(expected, events, at, fence);
  }

  async read(run: RunId, after = 0): Promise<Reading> {
    const checked = await this.#journal(run).read(after);
    if (!checked) throw this.#unknown(run);
    const events = checked.recorded.filter((each) => each.seq > after);
    return { events, notes: after === 0 ? this.#notes : [] };
  }

  watch(run: RunId, after: number, seen: (events: readonly Recorded[]) => void): () => void {
    const own = this.#journal(run);
    const connection = this.#connection.another();
    const stop = watchJournal(connection, run, this.#keys.of(run), own, after, seen);
    this.#watches.add(stop);
    return () => {
      this.#watches.delete(stop);
      stop();
    };
  }

  async list(): Promise<readonly RunSummary[]> {
    const texts = (await this.#connection.do((link) =>
      link.send(["HVALS", this.#keys.runs]),
    )) as string[];
    return texts
      .map(summaryOf)
      .filter((each) => each !== undefined)
      .sort(newestFirst);
  }

  async lease(run: RunId): Promise<LeaseOutcome> {
    await this.#known(run);
    return takeLease(this.#connection, this.#keys.of(run), this.#leaseMs);
  }

  async holder(run: RunId): Promise<Owner | undefined> {
    await this.#known(run);
    return holderOf(this.#connection, this.#keys.of(run));
  }

  async lines(run: RunId): Promise<readonly string[]> {
    const checked = await this.#journal(run).read(0);
    if (!checked) throw this.#unknown(run);
    return checked.lines;
  }

  async restore(run: RunId, lines: readonly string[]): Promise<void> {
    const whole = wholeJournal(run, lines);
    if (await headOf(this.#connection, this.#keys.of(run))) throw alreadyThere(run, this.location);
    const done = await restoreJournal(this.#connection, this.#keys, run, lines, whole);
    if (!done) throw alreadyThere(run, this.location);
  }

  async backup(): Promise<void> {
    // A second copy in the same server would be lost with the first; `pawl state copy` makes one elsewhere.
  }

  async check(): Promise<readonly string[]> {
    return checkAll(this.#connection, this.#keys);
  }

  async close(): Promise<void> {
    for (const stop of this.#watches) stop();
    this.#watches.clear();
    this.#connection.close();
  }

  #journal(run: RunId): RunJournal {
    const known = this.#journals.get(run);
    if (known) return known;
    // Asked first, as it refuses what is no run id.
    this.#keys.of(run);
    const journal = new RunJournal(this.#connection, this.#keys, run);
    this.#journals.set(run, journal);
    return journal;
  }

  async #known(run: RunId): Promise<void> {
    if (!(await headOf(this.#connection, this.#keys.of(run)))) throw this.#unknown(run);
  }

  #unknown(run: RunId): PawlError {
    return new PawlError(
      "run-unknown",
      `there is no run "${run}" in ${this.location} (pawl runs lists all)`,
    );
  }
}

/** One that cannot be read must not keep the others from being seen. */
function summaryOf(text: string): RunSummary | undefined {
  try {
    return JSON.parse(text) as RunSummary;
  } catch {
    return undefined;
  }
}
