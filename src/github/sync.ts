import type { Run } from "../core/run.ts";
import type { GithubTrouble, Trouble } from "./trouble.ts";
import type { Pass } from "./tell.ts";

export interface SyncOptions {
  /** One pass over all that the issue should say; rejects with `GithubTrouble`. */
  readonly pass: (run: Run, pass: Pass) => Promise<void>;
  /** Ends what a pass is at. */
  readonly abort: () => void;
  /** Told, for a person, what keeps the issue from being told. */
  readonly say: (text: string) => void;
  /** The issue, as people write it. */
  readonly name: string;
  /** How often comments are looked for while one may approve something, in ms; never if not given. */
  readonly pollMs?: number | undefined;
}

/** Passes are so far apart, in ms, and edits of the living comment that tell of nothing but tasks. */
const PASS_MS = 1_000;
const LIVING_MS = 10_000;
/** After an outage, doubled each time. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** How long a run that has stopped waits for its issue to be told of it. */
const CLOSE_MS = 15_000;
const LAST_TRIES = 2;

/**
 * Keeps an issue up to date beside a run that goes on. It holds no queue of what happened: each pass is for the run as
 * it is then, so that after an outage, or in another process, nothing is missing.
 */
export class Sync {
  readonly #options: SyncOptions;
  #run: Run;
  /** The run has changed since the last pass began; the living comment was left out of one. */
  #stale = true;
  #owesLiving = true;
  #passed = 0;
  #toldLiving = 0;
  #looked = 0;
  #notBefore = 0;
  #trouble: Trouble | undefined;
  #pauses = 0;
  /** When it has to be over, once it is to be; and how often that has failed. */
  #deadline: number | undefined;
  #lastTries = 0;
  #wake: () => void = () => {};
  readonly #working: Promise<void>;

  /** @param run as it is now */
  constructor(run: Run, options: SyncOptions) {
    this.#run = run;
    this.#options = options;
    this.#working = this.#work();
  }

  /** The run has changed. */
  changed(run: Run): void {
    this.#run = run;
    this.#stale = true;
    this.#owesLiving = true;
    this.#wake();
  }

  /**
   * Resolves when the issue says what the run is, or will not in time. Never rejects.
   * @returns what kept it from being told, if anything
   */
  async close(): Promise<Trouble | undefined> {
    this.#deadline = Date.now() + CLOSE_MS;
    this.#wake();
    const timer = setTimeout(this.#options.abort, CLOSE_MS);
    await this.#working;
    clearTimeout(timer);
    return this.#owes() ? this.#trouble : undefined;
  }

  readonly #owes = (): boolean => this.#stale || this.#owesLiving;

  async #work(): Promise<void> {
    while (!this.#isRefused()) {
      const wait = this.#nextIn();
      if (wait === undefined) return;
      if (wait > 0) await this.#sleep(wait);
      else await this.#pass();
    }
  }

  readonly #isRefused = (): boolean => this.#trouble?.type === "refused";

  /** How long until there is something to do, in ms; undefined where nothing will be any more. */
  #nextIn(): number | undefined {
    const now = Date.now();
    if (this.#deadline !== undefined) return this.#owes() ? this.#lastIn(now) : undefined;
    const times = [LONGEST_SLEEP_MS + now];
    if (this.#stale) times.push(this.#passed + PASS_MS);
    if (this.#owesLiving) times.push(this.#toldLiving + LIVING_MS);
    if (this.#polls()) times.push(this.#looked + this.#options.pollMs!);
    return Math.max(Math.min(...times), this.#notBefore) - now;
  }

  /** Once it is to be over: an outage gets few more tries, a limit is waited for if it is over in time. */
  #lastIn(now: number): number | undefined {
    if (this.#trouble?.type === "outage") return this.#lastTries < LAST_TRIES ? 0 : undefined;
    return this.#notBefore > this.#deadline! ? undefined : Math.max(0, this.#notBefore - now);
  }

  readonly #polls = (): boolean => this.#options.pollMs !== undefined && this.#run.waiting.size > 0;

  async #pass(): Promise<void> {
    const now = Date.now();
    this.#passed = now;
    this.#stale = false;
    const living = this.#deadline !== undefined || now - this.#toldLiving >= LIVING_MS;
    const owed = this.#owesLiving;
    if (living) this.#owesLiving = false;
    const look = this.#polls();
    try {
      await this.#options.pass(this.#run, { living, look });
      if (living) this.#toldLiving = now;
      if (look) this.#looked = now;
      this.#trouble = undefined;
      this.#pauses = 0;
    } catch (error) {
      this.#stale = true;
      this.#owesLiving ||= owed;
      this.#failed((error as GithubTrouble).trouble);
    }
  }

  #failed(trouble: Trouble): void {
    const first = this.#trouble?.type !== trouble.type;
    this.#trouble = trouble;
    if (this.#deadline !== undefined) this.#lastTries++;
    if (trouble.type === "limited") this.#notBefore = trouble.until;
    else {
      this.#notBefore = Date.now() + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#pauses);
      this.#pauses++;
    }
    if (first && this.#deadline === undefined) this.#options.say(this.#textOf(trouble));
  }

  #textOf(trouble: Trouble): string {
    const { name } = this.#options;
    if (trouble.type === "refused")
      return `${name} is not told of the run: ${trouble.text}; the run goes on without`;
    return `${name} is told later: ${trouble.text}; the run goes on meanwhile`;
  }

  async #sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

/** Whatever comes meanwhile wakes it. */
const LONGEST_SLEEP_MS = 3_600_000;
