import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Description, Matched } from "./description.ts";
import { OPERATIONS_OF_PAWL } from "./operations.ts";

const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";
const COMMENTS = `${ISSUE}/comments`;
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";
const LABELS = `${ISSUE}/labels`;
const LABEL = `${LABELS}/{name}`;
const TEMPLATES = [COMMENTS, COMMENT, LABELS, LABEL, ISSUE];

export interface StoredComment {
  readonly id: number;
  body: string;
  readonly login: string;
  readonly createdAt: number;
  updatedAt: number;
  readonly app: boolean;
}

/**
 * What goes wrong with the next request that it is for. `lost`: it is done, and the answer never comes; `echo`: the
 * answer holds the token that came with it.
 */
export interface Fault {
  /** Of `METHOD /path`; any if not given. */
  readonly on?: RegExp;
  readonly kind:
    | "500"
    | "drop"
    | "lost"
    | "primary"
    | "secondary"
    | "429"
    | "hang"
    | "garbage"
    | "echo";
  /** Of limits: how long they hold, in seconds. */
  readonly seconds?: number;
}

/** The token that it takes, put together so that it looks like no key in this file. */
export const TOKEN = ["ghp", "x".repeat(36)].join("_");
/** Whose it is. */
export const BOT = "pawl-bot";

/** A GitHub with one repository, octo/shop, that holds to a description of the API, and keeps what it is told. */
export class FakeGithub {
  /** What all that are made from now on hold to. */
  static description: Description = OPERATIONS_OF_PAWL;
  readonly comments: StoredComment[] = [];
  readonly labels = new Map<string, string[]>([["7", []]]);
  readonly closed = new Set<string>();
  /** How often an open issue was closed. */
  closings = 0;
  /** `METHOD /path` of all that came in. */
  readonly requests: string[] = [];
  /** What no client may do: it must stay empty. */
  readonly violations: string[] = [];
  readonly faults: Fault[] = [];
  /** Called before each request is done; it may kill who asks. */
  onRequest: (line: string, count: number) => void = () => {};
  /** Called after it was done, before the answer is sent. */
  onDone: (line: string, count: number) => void = () => {};
  readonly #api = FakeGithub.description;
  readonly #users = new Map<string, number>();
  /** Where it says that everything is now. */
  moveTo: string | undefined;
  /** Where its API begins. */
  prefix = "";
  #server: Server | undefined;
  #limitedUntil = 0;
  #id = 100;

  /** @param port as before, after a stop */
  async start(port = 0): Promise<void> {
    const server = createServer((request, response) => {
      let text = "";
      request.setEncoding("utf8").on("data", (each: string) => (text += each));
      request.on("end", () => this.#serve(request, response, text));
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    const server = this.#server;
    server?.closeAllConnections();
    if (server) await new Promise((resolve) => server.close(resolve));
    this.#server = undefined;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server!.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  /** A person writes a comment. */
  say(login: string, body: string, app = false): StoredComment {
    const now = seconds();
    const comment = { id: ++this.#id, body, login, createdAt: now, updatedAt: now, app };
    this.comments.push(comment);
    return comment;
  }

  /** A person edits one: its time of the last change is another, as GitHub's are where a second has passed. */
  edit(comment: StoredComment, body: string): void {
    comment.body = body;
    comment.updatedAt = Math.max(seconds(), comment.createdAt + 1_000);
  }

  /** What Pawl has written, oldest first, without what is hidden. */
  written(): string[] {
    return this.comments.filter((each) => each.login === BOT).map((each) => shown(each.body));
  }

  #serve(request: IncomingMessage, response: ServerResponse, text: string): void {
    const url = new URL(request.url!, this.url);
    if (!url.pathname.startsWith(this.prefix)) return send(response, 404, NOT_FOUND);
    url.pathname = url.pathname.slice(this.prefix.length);
    const line = `${request.method} ${url.pathname}`;
    this.requests.push(line);
    const count = this.requests.length;
    this.onRequest(line, count);
    if (this.moveTo !== undefined)
      return send(response, 301, NOT_FOUND, { location: this.moveTo + url.pathname });
    if (request.headers["authorization"] !== `token ${TOKEN}`)
      return send(response, 401, { message: "Bad credentials" });
    if (!request.headers["user-agent"]) this.violations.push(`${line}: no user-agent`);
    if (Date.now() < this.#limitedUntil)
      this.violations.push(`${line}: asked while the limit holds`);
    const at = this.faults.findIndex((each) => each.on?.test(line) ?? true);
    const fault = at < 0 ? undefined : this.faults.splice(at, 1)[0];
    if (fault && this.#fails(fault, response)) return;
    const matched = this.#api.match(request.method!, url.pathname, TEMPLATES);
    if (!matched) {
      this.violations.push(`${line}: no such operation`);
      return send(response, 404, NOT_FOUND);
    }
    const body = text === "" ? undefined : (JSON.parse(text) as unknown);
    for (const each of this.#api.problemsOfRequest(matched, url.searchParams, body))
      this.violations.push(`${line}: ${each}`);
    const { body: written } = (body ?? {}) as { body?: unknown };
    if (typeof written === "string" && written.length > 65_536)
      this.violations.push(`${line}: a comment of ${written.length} characters`);
    const answer = this.#perform(matched, url.searchParams, body);
    for (const each of this.#api.problemsOfAnswer(matched, answer.status, answer.body))
      this.violations.push(`our answer to ${line}: ${each}`);
    this.onDone(line, count);
    if (fault?.kind === "lost") return void response.destroy();
    if (fault?.kind === "garbage") return void response.writeHead(200).end("<html>a proxy</html>");
    send(response, answer.status, answer.body);
  }

  /** Whether the request is not done for it. */
  #fails({ kind, seconds: long = 1 }: Fault, response: ServerResponse): boolean {
    switch (kind) {
      case "500":
        send(response, 500, { message: "Server Error" });
        return true;
      case "drop":
        response.destroy();
        return true;
      case "hang":
        return true;
      case "echo":
        send(response, 422, { message: `what is "token ${TOKEN}"?` });
        return true;
      case "primary": {
        // In whole seconds, as GitHub's.
        const reset = Math.ceil(Date.now() / 1000) + long;
        this.#limitedUntil = reset * 1000;
        const headers = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(reset) };
        send(response, 403, { message: "API rate limit exceeded for user ID 1." }, headers);
        return true;
      }
      case "secondary":
      case "429":
        this.#limitedUntil = Date.now() + long * 1000;
        send(
          response,
          kind === "429" ? 429 : 403,
          { message: "You have exceeded a secondary rate limit." },
          { "retry-after": String(long) },
        );
        return true;
      case "lost":
      case "garbage":
        return false;
    }
  }

  #perform(matched: Matched, query: URLSearchParams, body: unknown): Answer {
    const { template, method, path } = matched;
    const number = path["issue_number"];
    if (`${path["owner"]}/${path["repo"]}` !== "octo/shop") return missing;
    if (number !== undefined && !this.labels.has(number)) return missing;
    switch (`${method} ${template}`) {
      case `get ${ISSUE}`:
        return { status: 200, body: this.#issue(number!) };
      case `patch ${ISSUE}`: {
        const { state } = body as { state?: string };
        if (state === "closed" && !this.closed.has(number!)) this.closings++;
        if (state === "closed") this.closed.add(number!);
        if (state === "open") this.closed.delete(number!);
        return { status: 200, body: this.#issue(number!) };
      }
      case `get ${COMMENTS}`:
        return { status: 200, body: this.#list(query) };
      case `post ${COMMENTS}`: {
        const comment = this.say(BOT, (body as { body: string }).body);
        return { status: 201, body: this.#comment(comment) };
      }
      case `patch ${COMMENT}`:
      case `delete ${COMMENT}`:
        return this.#changeComment(method, Number(path["comment_id"]), body);
      case `post ${LABELS}`: {
        const names = (body as { labels: string[] }).labels;
        const has = this.labels.get(number!)!;
        this.labels.set(number!, [...new Set([...has, ...names])]);
        return { status: 200, body: this.labels.get(number!)!.map((each) => this.#label(each)) };
      }
      case `delete ${LABEL}`: {
        const has = this.labels.get(number!)!;
        if (!has.includes(path["name"]!)) return missing;
        this.labels.set(
          number!,
          has.filter((each) => each !== path["name"]),
        );
        return { status: 200, body: this.labels.get(number!)!.map((each) => this.#label(each)) };
      }
      default:
        this.violations.push(`${method} ${template} is not served`);
        return missing;
    }
  }

  #list(query: URLSearchParams): object[] {
    const since = Date.parse(query.get("since") ?? "1970-01-01T00:00:00Z");
    const size = Number(query.get("per_page") ?? 30);
    const page = Number(query.get("page") ?? 1);
    const found = this.comments.filter((each) => each.updatedAt >= since);
    return found.slice((page - 1) * size, page * size).map((each) => this.#comment(each));
  }

  #changeComment(method: string, id: number, body: unknown): Answer {
    const at = this.comments.findIndex((each) => each.id === id);
    if (at < 0) return missing;
    if (method === "delete") {
      this.comments.splice(at, 1);
      return { status: 204, body: undefined };
    }
    this.edit(this.comments[at]!, (body as { body: string }).body);
    return { status: 200, body: this.#comment(this.comments[at]!) };
  }

  #comment({ id, body, login, createdAt, updatedAt, app }: StoredComment): object {
    const example = this.#api.example("issue-comment") as { user: object };
    const at = "https://github.com/octo/shop/issues/7";
    return {
      ...example,
      id,
      body,
      user: { ...example.user, login, id: this.#userId(login), type: app ? "Bot" : "User" },
      html_url: `${at}#issuecomment-${id}`,
      created_at: iso(createdAt),
      updated_at: iso(updatedAt),
    };
  }

  #userId(login: string): number {
    const known = this.#users.get(login) ?? this.#users.size + 1;
    this.#users.set(login, known);
    return known;
  }

  #issue(number: string): object {
    return {
      ...this.#api.example("issue"),
      number: Number(number),
      state: this.closed.has(number) ? "closed" : "open",
      labels: this.labels.get(number)!.map((each) => this.#label(each)),
    };
  }

  #label(name: string): object {
    const [example] = this.#api.example("label-items") as object[];
    return { ...example, name };
  }
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const NOT_FOUND = { message: "Not Found", documentation_url: "https://docs.github.com/rest" };
const missing: Answer = { status: 404, body: NOT_FOUND };

function send(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = body === undefined ? "" : JSON.stringify(body);
  const type = { "content-type": "application/json; charset=utf-8" };
  response.writeHead(status, { ...(text === "" ? {} : type), ...headers }).end(text);
}

/** GitHub's times are in whole seconds. */
const seconds = (): number => Math.floor(Date.now() / 1000) * 1000;
const iso = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** A comment without what is hidden in it. */
export const shown = (body: string): string => body.replace(/\s*<!--.*?-->\s*$/s, "");
