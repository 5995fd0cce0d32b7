import { setTimeout as rest } from "node:timers/promises";
import { PawlError } from "../../core/error.ts";
import type { Address } from "./address.ts";
import { noServer, reasonOf, refusedBy, staysAway } from "./errors.ts";
import { ErrorReply, Link, LinkLost } from "./link.ts";

/** What is said while the server is away, and when it is back. */
export type Tell = (text: string) => void;

export interface ConnectionOptions {
  /** How long a server may be away before what waits for it fails. */
  readonly patienceMs: number;
  /** How long it may say nothing, while the connection seems to be there, before it counts as away. */
  readonly answerMs: number;
  readonly tell?: Tell | undefined;
}

/** Work for the server. `again` says that an earlier try may have been done, though its answer was lost. */
export type Work<Value> = (link: Link, again: boolean) => Promise<Value>;

/** Replies of a server that will do what was asked in a while. */
const PASSING = new Set(["LOADING", "BUSY", "TRYAGAIN", "MASTERDOWN"]);

const FIRST_REST_MS = 10;
const LONGEST_REST_MS = 1_000;

/** A way to the server that is made anew whenever it breaks. */
export class Connection {
  readonly address: Address;
  readonly #options: ConnectionOptions;
  #link: Promise<Link> | undefined;
  #isAway = false;
  #hasWritten = false;
  #isClosed = false;

  constructor(address: Address, options: ConnectionOptions) {
    this.address = address;
    this.#options = options;
  }

  /** One more to the same server, which says nothing of its own when that is away. */
  another(): Connection {
    return new Connection(this.address, { ...this.#options, tell: undefined });
  }

  /** Connects for the first time: a server that is not there is told at once. */
  async open(): Promise<void> {
    try {
      // Not PING, which a server that takes no writes refuses; reading may still be what is wanted.
      await (await this.#open()).send(["ECHO", "pawl"]);
    } catch (error) {
      if (error instanceof LinkLost) throw noServer(this.address, error);
      throw error instanceof ErrorReply ? refusedBy(this.address, error) : error;
    }
  }

  /** Does the work; again and again while the server is away, so it must be such that doing it twice does no harm. */
  async do<Value>(work: Work<Value>): Promise<Value> {
    let since: number | undefined;
    for (let tries = 0; ; tries++) {
      try {
        const link = await this.#open();
        const value = await work(link, tries > 0);
        this.#back();
        return value;
      } catch (error) {
        since ??= Date.now();
        if (!this.#mayPass(error)) throw this.#told(error);
        const awayMs = Date.now() - since;
        if (awayMs >= this.#options.patienceMs) throw this.#told(error, awayMs);
        this.#away(error as Error);
        await rest(restBefore(tries));
      }
    }
  }

  /** Does the work only if that goes at once. */
  async once<Value>(work: Work<Value>): Promise<Value> {
    return work(await this.#open(), false);
  }

  /** It took a write: where it takes none later, another has been made the primary, and this passes. */
  hasWritten(): void {
    this.#hasWritten = true;
  }

  close(): void {
    this.#isClosed = true;
    void this.#drop();
  }

  async #drop(): Promise<void> {
    try {
      (await this.#link)?.destroy();
    } catch {
      // It was never made.
    }
  }

  /** All who ask at the same time share one. */
  async #open(): Promise<Link> {
    if (this.#isClosed)
      throw new PawlError("internal", `the store ${this.address.shown} is closed`);
    this.#link ??= Link.open(this.address, this.#options.answerMs);
    const asked = this.#link;
    const link = await asked.catch((error: unknown) => {
      if (this.#link === asked) this.#link = undefined;
      throw error;
    });
    if (!link.isLost) return link;
    if (this.#link === asked) this.#link = undefined;
    return this.#open();
  }

  #mayPass(error: unknown): boolean {
    if (this.#isClosed) return false;
    if (error instanceof LinkLost) return true;
    if (!(error instanceof ErrorReply)) return false;
    if (error.word === "READONLY" && this.#hasWritten) {
      // Its name may stand for another server by now.
      void this.#drop();
      return true;
    }
    return PASSING.has(error.word) || /max number of clients/.test(error.message);
  }

  #told(error: unknown, awayMs = 0): unknown {
    if (error instanceof ErrorReply) return refusedBy(this.address, error);
    return error instanceof LinkLost ? staysAway(this.address, awayMs, error) : error;
  }

  #away(error: Error): void {
    if (this.#isAway) return;
    this.#isAway = true;
    const { patienceMs, tell } = this.#options;
    const why = error instanceof ErrorReply ? error.message : reasonOf(this.address, error);
    tell?.(
      `Redis at ${this.address.shown} is away (${why}); trying for ${patienceMs / 1000} s, and what is under way goes on`,
    );
  }

  #back(): void {
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#options.tell?.(`Redis at ${this.address.shown} is back`);
  }
}

/** Doubled each time up to a second, and never quite the same for two who lost the same server. */
const restBefore = (tries: number): number =>
  Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** tries) * (0.5 + Math.random() / 2);
