import { isIP } from "node:net";
import { PawlError } from "../../core/error.ts";
import type { Secret } from "./secrets.ts";
import { passwordFrom } from "./secrets.ts";
import { readTls } from "./tls.ts";
import type { Tls } from "./tls.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a Redis is, and how to be let in. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly database: number;
  readonly username: string | undefined;
  readonly secret: Secret | undefined;
  readonly tls: Tls | undefined;
  /** As it is shown everywhere: without user and password. */
  readonly shown: string;
}

const DEFAULT = "redis://127.0.0.1:6379/0";

/**
 * Reads `redis://[user[:password]@]host[:port][/db]`, or `rediss://` for TLS. The word `redis` alone means
 * `PAWL_REDIS_URL`, else this machine's own Redis.
 */
export function readAddress(text: string, env: Environment): Address {
  const whole = text === "redis" ? (env["PAWL_REDIS_URL"] ?? DEFAULT) : text;
  const url = parse(whole);
  const database = databaseOf(whole, url);
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? 6379 : Number(url.port);
  const shownHost = isIP(host) === 6 ? `[${host}]` : host;
  return {
    host,
    port,
    database,
    username: decode(whole, url.username) || env["PAWL_REDIS_USERNAME"] || undefined,
    secret: passwordFrom(url.password === "" ? undefined : decode(whole, url.password), env),
    tls: url.protocol === "rediss:" ? readTls(env) : undefined,
    shown: `${url.protocol}//${shownHost}:${port}/${database}`,
  };
}

/** An address without its user and password, also where it is none. Greedy: a password may hold an `@`. */
export const redact = (text: string): string => text.replace(/\/\/.*@/s, "//***@");

function parse(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    // Its own error holds the whole text.
    throw unfit(text, "it cannot be read (special characters of a password are written as %XX)");
  }
  if (url.protocol !== "redis:" && url.protocol !== "rediss:")
    throw unfit(text, `it begins with ${url.protocol}`);
  if (url.hostname === "") throw unfit(text, "it names no host");
  if (url.search !== "" || url.hash !== "")
    throw unfit(text, "what follows the database is not known");
  return url;
}

function databaseOf(text: string, { pathname }: URL): number {
  const [, digits] = /^\/?(\d*)$/.exec(pathname) ?? [];
  if (digits === undefined) throw unfit(text, "its database is no number");
  return Number(digits);
}

function decode(text: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw unfit(text, "special characters of a user or password are written as %XX");
  }
}

const unfit = (text: string, why: string): PawlError =>
  new PawlError(
    "usage",
    `${shownOf(text)} is no address of a Redis: ${why}; write redis://host:port/db, or rediss:// for TLS`,
  );

/** What follows a question mark may be a password, too. */
const shownOf = (text: string): string => `"${redact(text).replace(/\?.*$/s, "?…")}"`;
