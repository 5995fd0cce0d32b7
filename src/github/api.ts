import type { Ask, Path } from "./ask.ts";
import { GithubTrouble } from "./trouble.ts";

/** A comment as far as it matters here. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Login and number of who wrote it; nobody where the account is gone. */
  readonly login: string | undefined;
  readonly userId: number | undefined;
  readonly url: string;
  /** It is not what it was when it was written. */
  readonly edited: boolean;
  /** An app wrote it, in its own name or in a person's. */
  readonly byApp: boolean;
}

export interface Issue {
  readonly open: boolean;
  readonly labels: readonly string[];
}

/** What is asked of GitHub about one issue. All of it throws `GithubTrouble` alone. */
export interface IssueApi {
  issue(): Promise<Issue>;
  /** Those that were written or edited since then (ms since 1970), oldest first. */
  comments(since: number): Promise<Comment[]>;
  write(body: string): Promise<Comment>;
  edit(id: number, body: string): Promise<void>;
  remove(id: number): Promise<void>;
  close(): Promise<void>;
  addLabel(name: string): Promise<void>;
  removeLabel(name: string): Promise<void>;
}

const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

/** What can be asked about an issue. */
export function issueApi(ask: Ask, repository: string, number: string): IssueApi {
  const [owner, repo] = repository.split("/") as [string, string];
  return operations(ask, { owner, repo, issue_number: Number(number) }, { owner, repo });
}

const operations = (ask: Ask, at: Path, inRepo: Path): IssueApi => ({
  issue: async () => issueOf((await ask(`GET ${ISSUE}`, at)) as RawIssue),
  comments: (since) => allComments(ask, at, since),
  write: async (body) =>
    commentOf((await ask(`POST ${ISSUE}/comments`, { ...at, body })) as RawComment),
  edit: async (id, body) =>
    void (await ask(`PATCH ${COMMENT}`, { ...inRepo, comment_id: id, body })),
  remove: (id) => unlessGone(ask(`DELETE ${COMMENT}`, { ...inRepo, comment_id: id })),
  close: async () => void (await ask(`PATCH ${ISSUE}`, { ...at, ...CLOSED })),
  addLabel: async (name) => void (await ask(`POST ${ISSUE}/labels`, { ...at, labels: [name] })),
  removeLabel: (name) => unlessGone(ask(`DELETE ${ISSUE}/labels/{name}`, { ...at, name })),
});

const PER_PAGE = 100;
/** More comments than a person would read. */
const MOST_PAGES = 100;

const CLOSED = { state: "closed", state_reason: "completed" };

async function allComments(ask: Ask, at: Path, since: number): Promise<Comment[]> {
  const all: Comment[] = [];
  const from = `${new Date(since).toISOString().slice(0, 19)}Z`;
  for (let page = 1; page <= MOST_PAGES; page++) {
    const options = { ...at, since: from, per_page: PER_PAGE, page };
    const found = (await ask(`GET ${ISSUE}/comments`, options)) as RawComment[];
    if (!Array.isArray(found)) throw notUnderstood();
    all.push(...found.map(commentOf));
    if (found.length < PER_PAGE) break;
  }
  return all.sort((a, b) => a.id - b.id);
}

/** What is to be gone and is gone is as it should be. */
async function unlessGone(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    const { trouble } = error as GithubTrouble;
    if (trouble.type !== "refused" || trouble.status !== 404) throw error;
  }
}

interface RawComment {
  readonly id: number;
  readonly body?: string | null;
  readonly html_url: string;
  readonly user: { readonly login: string; readonly id: number; readonly type?: string } | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly performed_via_github_app?: object | null;
}

function commentOf(raw: RawComment): Comment {
  // What stands between here and GitHub may answer in its place.
  if (typeof raw?.id !== "number") throw notUnderstood();
  return {
    id: raw.id,
    body: raw.body ?? "",
    login: raw.user?.login,
    userId: raw.user?.id,
    url: raw.html_url,
    edited: raw.created_at !== raw.updated_at,
    byApp: raw.user?.type === "Bot" || Boolean(raw.performed_via_github_app),
  };
}

const notUnderstood = (): GithubTrouble =>
  new GithubTrouble({ type: "outage", text: "what comes from GitHub is not understood" });

interface RawIssue {
  readonly state: string;
  readonly labels: readonly (string | { readonly name?: string })[];
}

function issueOf({ state, labels }: RawIssue): Issue {
  if (!Array.isArray(labels)) throw notUnderstood();
  return {
    open: state === "open",
    labels: labels.flatMap((each) => (typeof each === "string" ? each : (each.name ?? []))),
  };
}
