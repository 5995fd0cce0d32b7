import { tokenFor } from "../../core/githubIssue.ts";
import type { GithubIssue } from "../../core/plan.ts";
import type { Run } from "../../core/run.ts";
import type { Sync } from "../../github/sync.ts";
import { version } from "../../version.ts";
import { maskOf } from "../maskOf.ts";
import type { State } from "../state.ts";
import { decidingFor } from "./deciding.ts";

/** Keeps the issue that a run's plan names up to date while the run is driven. */
export interface Github {
  /** The run has changed. */
  changed(run: Run): void;
  /** Resolves when the issue is up to date, or will not be in time. Never rejects. */
  close(): Promise<void>;
}

/**
 * Begins to tell the issue that the run's plan names; nothing where it names none. Nothing that goes wrong with it
 * stops the run.
 * @param run as it is before the next event
 */
export function openGithub(
  state: State,
  run: Run,
  say: (text: string) => void,
): Github | undefined {
  const { github: issue } = run.plan;
  if (!issue) return undefined;
  const found = tokenFor(issue, process.env);
  if ("token" in found)
    return new Telling(run, openSyncFor(state, run, issue, found.token, say), say);
  say(
    `${nameOf(issue)} is not told of the run: ${found.problem} (${found.fix}); the run goes on without`,
  );
  return undefined;
}

export const nameOf = (issue: GithubIssue): string => `${issue.repo}#${issue.issue}`;

/** Octokit is loaded for plans that need it only. */
async function openSyncFor(
  state: State,
  run: Run,
  issue: GithubIssue,
  token: string,
  say: (text: string) => void,
): Promise<Sync> {
  const [{ openSync }, { events }] = await Promise.all([
    import("../../github/open.ts"),
    state.store.read(run.id),
  ]);
  return openSync(run, {
    issue,
    token,
    version: version(),
    first: events[0]!,
    mask: maskOf(run),
    deciding: decidingFor(run.id),
    say,
  });
}

class Telling implements Github {
  readonly #sync: Promise<Sync | undefined>;
  readonly #say: (text: string) => void;
  #run: Run;

  constructor(run: Run, sync: Promise<Sync>, say: (text: string) => void) {
    this.#run = run;
    this.#say = say;
    this.#sync = sync.catch((error: unknown) => {
      say(`the issue cannot be told of the run: ${String(error)}; the run goes on without`);
      return undefined;
    });
  }

  changed(run: Run): void {
    this.#run = run;
    void this.#sync.then((sync) => sync?.changed(this.#run));
  }

  async close(): Promise<void> {
    const sync = await this.#sync;
    const trouble = await sync?.close();
    if (trouble)
      this.#say(
        `${nameOf(this.#run.plan.github!)} is not up to date: ${trouble.text}; pawl github sync ${this.#run.id} catches up`,
      );
  }
}
