import type { GithubIssue } from "../core/plan.ts";
import type { Run } from "../core/run.ts";
import { answer, openCommands } from "./answers.ts";
import type { Comment, Issue, IssueApi } from "./api.ts";
import { penOf } from "./harmless.ts";
import type { Pen } from "./harmless.ts";
import { findKnown } from "./known.ts";
import type { Known } from "./known.ts";
import { marked, sumOf } from "./marker.ts";
import type { Deciding } from "./port.ts";
import { isProgressLabel } from "./progress.ts";
import { GithubTrouble } from "./trouble.ts";
import { wantedOf } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";
import type { Mask } from "../core/maskTexts.ts";

export interface TellerOptions {
  readonly issue: GithubIssue;
  readonly api: IssueApi;
  /** What marks are signed with. */
  readonly secret: string;
  readonly mask: Mask;
  readonly deciding: Deciding;
}

/** What a pass is to do beyond what is new and wanted once. */
export interface Pass {
  /** Bring the living comment up to date, too, where nothing else is written. */
  readonly living: boolean;
  /** Look for comments of people. */
  readonly look: boolean;
}

/** GitHub lets about 80 texts be written in a minute; so many in one go leave room for other programs. */
const MOST_WRITES = 40;
const PAUSE_MS = 60_000;

/** Clocks differ: comments from well before the run are looked through as well. */
const DAY = 86_400_000;

/**
 * Makes an issue say what it should, step by step, each of which can be the last: what is there is looked at first, and
 * again whenever it is not certain whether something was done.
 */
export class Teller {
  readonly #options: TellerOptions;
  readonly #pen: Pen;
  #comments: readonly Comment[] | undefined;
  #known = new Map<string, Known>();
  #issue: Issue | undefined;
  #writes = 0;

  constructor(options: TellerOptions) {
    this.#options = options;
    this.#pen = penOf(options.mask);
  }

  /**
   * One pass over all that the issue should say.
   * @throws GithubTrouble; then a later pass goes on from there
   */
  async pass(run: Run, { living, look }: Pass): Promise<void> {
    this.#writes = 0;
    try {
      const wanted = wantedOf(this.#pen, run, this.#options.issue);
      if (look || !this.#comments) await this.#lookAt(run);
      const before = this.#writes;
      await this.#tellOnce(run, wanted);
      await this.#tellEnd(run, wanted);
      if (living || this.#writes > before || !this.#known.has(wanted.living.key))
        await this.#put(run, wanted.living.key, wanted.living.text());
      if (this.#writes > 0 || look) await this.#answerAll(run);
    } catch (error) {
      this.#comments = undefined;
      this.#issue = undefined;
      throw error instanceof GithubTrouble ? error : unexpected(error);
    }
  }

  async #lookAt(run: Run): Promise<void> {
    const { api, secret } = this.#options;
    const comments = await api.comments(run.startedAt - DAY);
    const { known, doubles } = findKnown(comments, run.id, secret);
    for (const id of doubles) await api.remove(id);
    this.#comments = comments;
    this.#known = known;
  }

  async #tellOnce(run: Run, { living, once, label }: Wanted): Promise<void> {
    if (!this.#known.has(living.key)) await this.#put(run, living.key, living.text());
    for (const { key, text } of once) if (!this.#known.has(key)) await this.#put(run, key, text);
    if (label !== false) await this.#putLabel(label);
  }

  /** The closing is told, done, and written down, so that a person who opens the issue again is not contradicted. */
  async #tellEnd(run: Run, { end }: Wanted): Promise<void> {
    if (!end) return;
    if (!this.#known.has(end.key)) await this.#put(run, end.key, end.text);
    if (end.closedText === undefined) return;
    if (this.#known.get(end.key)!.sum === this.#sum(end.closedText)) return;
    const { open } = await this.#options.api.issue();
    if (open) await this.#count(this.#options.api.close());
    await this.#put(run, end.key, end.closedText);
  }

  async #putLabel(wanted: string | undefined): Promise<void> {
    const { api, issue } = this.#options;
    this.#issue ??= await api.issue();
    const { labels } = this.#issue;
    const isWanted = (each: string): boolean => each.toLowerCase() === wanted?.toLowerCase();
    const old = labels.filter(
      (each) => isProgressLabel(each, String(issue.labels)) && !isWanted(each),
    );
    const there = wanted === undefined || labels.some(isWanted);
    if (there && old.length === 0) return;
    // Should this be the last step, the issue has one too many rather than none.
    if (!there) await this.#count(api.addLabel(wanted));
    for (const each of old) await this.#count(api.removeLabel(each));
    const kept = labels.filter((each) => !old.includes(each));
    this.#issue = { ...this.#issue, labels: there ? kept : [...kept, wanted] };
  }

  /** Writes a comment, or edits the one that there is where it says something else. */
  async #put(run: Run, key: string, text: string): Promise<void> {
    const { api, secret, mask } = this.#options;
    const sum = this.#sum(text);
    const there = this.#known.get(key);
    if (there?.sum === sum) return;
    const body = marked(mask(text), { run: run.id, key, sum }, secret);
    if (there) await this.#count(api.edit(there.id, body));
    const id = there?.id ?? (await this.#count(api.write(body))).id;
    this.#known.set(key, { id, sum });
  }

  readonly #sum = (text: string): string => sumOf(this.#options.mask(text));

  async #count<T>(asked: Promise<T>): Promise<T> {
    const done = await asked;
    if (++this.#writes >= MOST_WRITES) throw pauseNow();
    return done;
  }

  async #answerAll(run: Run): Promise<void> {
    const { issue, secret, deciding } = this.#options;
    const comments = this.#comments ?? [];
    const inbox = { run, issue, secret, comments, known: this.#known };
    for (const each of openCommands(inbox)) {
      const reply = await answer(each, inbox, deciding);
      if (reply) await this.#put(run, reply.key, this.#pen.say(reply.text, 1_500));
    }
  }
}

/** What was asked last is done, but nobody noted it: the next pass looks again. */
const pauseNow = (): GithubTrouble =>
  new GithubTrouble({
    type: "limited",
    until: Date.now() + PAUSE_MS,
    text: "there is more to tell than is written in one go",
  });

const unexpected = (error: unknown): GithubTrouble =>
  new GithubTrouble({
    type: "outage",
    text: `what comes from GitHub is not understood (${error instanceof Error ? error.message : String(error)})`,
  });
