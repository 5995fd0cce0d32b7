import { request } from "@octokit/request";
import { GITHUB_API } from "../core/githubIssue.ts";
import { GithubTrouble, troubleOf } from "./trouble.ts";
import type { Answer } from "./trouble.ts";

/** What a route takes, and nothing besides: it would be sent as something else. */
export type Path = Readonly<Record<string, unknown>>;

/** Sends a request and gives what is answered. Throws `GithubTrouble` alone. */
export type Ask = (route: string, more: Path) => Promise<unknown>;

export interface AskOptions {
  /** Of the API, where it is not github.com's. */
  readonly baseUrl: string | undefined;
  readonly token: string;
  /** Of Pawl. */
  readonly version: string;
  /** Ends what is under way. */
  readonly signal: AbortSignal;
}

/** Nothing is waited for longer than this. */
const ANSWER_MS = 20_000;

/** Asks over Octokit. */
export function openAsk({ baseUrl = GITHUB_API, token, version, signal }: AskOptions): Ask {
  const send = request.defaults({
    baseUrl,
    headers: {
      authorization: `token ${token}`,
      "user-agent": `pawl/${version}`,
      "x-github-api-version": "2022-11-28",
    },
  });
  return async (route, more) => {
    const ended = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      // A token is not carried to wherever an answer points.
      const options = { signal: ended, redirect: "manual" as const, log: QUIET };
      const { status, data } = await send(route, { ...more, request: options });
      // Typed as what succeeds only.
      const code: number = status;
      if (code >= 300) throw moved(code);
      return data as unknown;
    } catch (error) {
      throw asTrouble(error);
    }
  };
}

const QUIET = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const moved = (status: number): GithubTrouble =>
  new GithubTrouble({
    type: "refused",
    status,
    text: `GitHub says that the repository or the issue has moved (${status}): put its new name into the plan`,
  });

/** What Octokit throws: an answer that is no success, or no answer at all. */
function asTrouble(error: unknown): GithubTrouble {
  if (error instanceof GithubTrouble) return error;
  const { status, response, message } = error as Error & {
    readonly status?: number;
    readonly response?: { readonly headers: Answer["headers"]; readonly data?: unknown };
  };
  if (response && status !== undefined) {
    const answer = {
      status,
      headers: response.headers,
      message: messageIn(response.data, message),
    };
    return new GithubTrouble(troubleOf(answer, Date.now()));
  }
  return new GithubTrouble({ type: "outage", text: `GitHub cannot be reached (${message})` });
}

/** The sentence of GitHub's own: what Octokit makes of it holds addresses besides. */
function messageIn(data: unknown, otherwise: string): string {
  const said = (data as { readonly message?: unknown } | null)?.message;
  return typeof said === "string" ? said : otherwise;
}
