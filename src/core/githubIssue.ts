import type { GithubIssue } from "./plan.ts";

/** `owner/name` as GitHub has them. */
export const isRepo = (text: string): boolean =>
  /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/.test(text);

/** The number of an issue, as text. */
export const isIssueNumber = (text: string): boolean => /^[1-9]\d{0,9}$/.test(text);

/**
 * The issue with its repository and number as they are for a run.
 * @param render gives a text with its parameters filled in
 * @throws Error for a person, where what comes of it is none
 */
export function renderIssue(issue: GithubIssue, render: (text: string) => string): GithubIssue {
  const repo = render(issue.repo).trim();
  const number = render(issue.issue).trim();
  if (!isRepo(repo))
    throw new Error(`github: "${repo}" is no repository; expected owner/name, as in octo/shop`);
  if (!isIssueNumber(number))
    throw new Error(`github: "${number}" is no number of an issue; expected one such as 42`);
  return { ...issue, repo, issue: number };
}

/** The REST API of github.com. */
export const GITHUB_API = "https://api.github.com";

/** Whether a token may be sent to the address: nobody on the way can read it, or there is no way. */
export function isSafeBase(text: string): boolean {
  const found = /^(https?):\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(?::\d{1,5})?(?:\/[\w./-]*)?$/i.exec(
    text,
  );
  if (!found) return false;
  return (
    found[1]!.toLowerCase() === "https" || /^(?:localhost|127\.0\.0\.1|\[::1\])$/i.test(found[2]!)
  );
}

/** Variables of the environment that hold the token, in this order. */
export const TOKEN_NAMES = ["GITHUB_TOKEN", "GH_TOKEN"] as const;

export type Token =
  | { readonly token: string }
  /** Why there is none, for a person, and what to do. */
  | { readonly problem: string; readonly fix: string };

/**
 * The token that an API may be given. A plan says where the API is, and may come from anywhere: so one of another host
 * than GitHub's own gets the token only where the environment names that host.
 */
export function tokenFor(
  { baseUrl = GITHUB_API }: Pick<GithubIssue, "baseUrl">,
  env: Readonly<Record<string, string | undefined>>,
): Token {
  const token = TOKEN_NAMES.map((name) => env[name]?.trim()).find(Boolean);
  if (token === undefined)
    return { problem: "there is no token for GitHub", fix: `set ${TOKEN_NAMES.join(" or ")}` };
  if (!/^[!-~]+$/.test(token))
    return {
      problem:
        "the token for GitHub holds a space, a line break or another character that no token has",
      fix: `set ${TOKEN_NAMES.join(" or ")} to the token alone`,
    };
  const host = hostOf(baseUrl);
  if (host === hostOf(GITHUB_API)) return { token };
  const known = [env["GH_HOST"], env["GITHUB_API_URL"]].flatMap((each) =>
    each ? [hostOf(each)] : [],
  );
  if (known.includes(host)) return { token };
  const problem = `the token is not sent to ${host}, which only the plan names`;
  return { problem, fix: `set GH_HOST=${host} if you trust it` };
}

/** `host:port` of an address, or of a host as it stands. */
const hostOf = (text: string): string =>
  text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/s, "");
