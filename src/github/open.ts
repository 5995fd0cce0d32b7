import type { Recorded } from "../core/events.ts";
import type { GithubIssue } from "../core/plan.ts";
import type { Mask } from "../core/maskTexts.ts";
import type { Run } from "../core/run.ts";
import { issueApi } from "./api.ts";
import { openAsk } from "./ask.ts";
import { markSecret } from "./marker.ts";
import type { Deciding } from "./port.ts";
import { Sync } from "./sync.ts";
import { Teller } from "./tell.ts";
import { GithubTrouble } from "./trouble.ts";

export interface OpenSyncOptions {
  readonly issue: GithubIssue;
  readonly token: string;
  readonly version: string;
  /** The first event of the run's journal. */
  readonly first: Recorded;
  readonly mask: Mask;
  readonly deciding: Deciding;
  readonly say: (text: string) => void;
}

/** Keeps the issue up to date from now on. */
export function openSync(run: Run, options: OpenSyncOptions): Sync {
  const { issue, token, version, first, mask, deciding } = options;
  const ending = new AbortController();
  // The token is known to nobody else, so nobody else would mask it.
  const without: Mask = (text) => mask(text).replaceAll(token, "***");
  const ask = openAsk({ baseUrl: issue.baseUrl, token, version, signal: ending.signal });
  const api = issueApi(ask, issue.repo, issue.issue);
  const teller = new Teller({ issue, api, secret: markSecret(first), mask: without, deciding });
  return new Sync(run, {
    pass: (now, pass) => teller.pass(now, pass).catch(maskedBy(without)),
    abort: () => ending.abort(),
    say: (text) => options.say(without(text)),
    name: `${issue.repo}#${issue.issue}`,
    ...(issue.approvers.length > 0 ? { pollMs: issue.pollMs } : {}),
  });
}

/** What GitHub, or what stands between, answers may hold whatever it was sent. */
const maskedBy =
  (mask: Mask) =>
  (error: unknown): never => {
    if (!(error instanceof GithubTrouble)) throw error;
    throw new GithubTrouble({ ...error.trouble, text: mask(error.trouble.text) });
  };
