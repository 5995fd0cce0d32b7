import { PawlError } from "../../core/error.ts";
import type { Address } from "./address.ts";
import type { ErrorReply } from "./link.ts";

/** How it went that a connection was not made or was lost, in words. */
export function reasonOf(address: Address, error: Error): string {
  const cause = (error.cause ?? error) as NodeJS.ErrnoException;
  switch (cause.code) {
    case "ECONNREFUSED":
      return "connection refused";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the name ${address.host} is not known`;
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return "there is no way to that host";
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
      return "it speaks no TLS there (redis:// is without)";
    case "ECONNRESET":
      return "the connection was cut (a port for TLS wants rediss://)";
    default:
      if (isAboutTrust(cause))
        return `its certificate is not trusted (${cause.message}); PAWL_REDIS_CA_FILE names the file of its CA`;
      return withHint(address, WORDS.get(error.message) ?? lower(error.message));
  }
}

/** A server without TLS waits for more of what it takes for a command. */
const withHint = ({ tls }: Address, text: string): string =>
  tls && text.startsWith("no answer")
    ? `${text} (does it speak TLS there? redis:// is without)`
    : text;

/** For what the package says. */
const WORDS = new Map([
  ["Connection timeout", "no answer for 5 s"],
  ["Socket closed unexpectedly", "the connection was cut"],
  ["The client is closed", "the connection was cut"],
  ["The client is offline", "the connection was cut"],
  ["Disconnects client", "the connection was cut"],
]);

const isAboutTrust = ({ code = "", message }: NodeJS.ErrnoException): boolean =>
  /CERT|SIGNED|ISSUER|SIGNATURE|ALTNAME/.test(code) && !/alert/.test(message);

/** Said at once when there is nothing to talk to. */
export const noServer = (address: Address, cause: Error): PawlError =>
  new PawlError(
    "store-failed",
    `no Redis answers at ${placeOf(address)}: ${reasonOf(address, cause)}. ` +
      "Start one (redis-server --appendonly yes --appendfsync always), or say where it is: --state redis://host:port/db",
    { cause },
  );

/** Said when a Redis that was there has been away for too long. */
export const staysAway = (address: Address, ms: number, cause: Error): PawlError =>
  new PawlError(
    "store-failed",
    `Redis at ${placeOf(address)} has been away for ${Math.round(ms / 1000)} s: ${reasonOf(address, cause)}. ` +
      "Nothing is half-written; what is under way goes on by itself. When Redis is back: pawl resume",
    { cause },
  );

/** What the server answered instead of doing what was asked, with what a person can do about it. */
export function refusedBy(address: Address, reply: ErrorReply): PawlError {
  const text = `Redis at ${placeOf(address)} ${adviceFor(address, reply)}`;
  return new PawlError("store-failed", text, { cause: reply });
}

function adviceFor(address: Address, { word, message }: ErrorReply): string {
  switch (word) {
    case "NOAUTH":
      return "wants a password: give it in PAWL_REDIS_PASSWORD, or name its file in PAWL_REDIS_PASSWORD_FILE";
    case "WRONGPASS":
      return `does not let ${userOf(address)} in with the password from ${address.secret?.source}: one of them is wrong`;
    case "NOPERM":
      return `does not let ${userOf(address)} do what a store needs: ${message.slice("NOPERM ".length)}. docs/state-redis.md has the ACL rule`;
    case "DENIED":
      return "is in protected mode and answers its own machine only: give it a password (requirepass)";
    case "READONLY":
      return "is a replica, which takes no writes: name its primary. Nothing was written";
    case "OOM":
      return "has used up its memory (maxmemory) and takes no writes. Nothing was written; what is under way goes on by itself. Raise maxmemory or make room, then: pawl resume";
    case "MISCONF":
      return "cannot save to its disk and takes no writes; is the disk full? Nothing was written; what is under way goes on by itself. Make room, then: pawl resume";
    case "LOADING":
      return "is still reading its data from disk; try again when it is done";
    case "BUSY":
      return "is busy with somebody's script and answers nothing else";
    case "WRONGTYPE":
      return "has other data under the keys of this store: choose a prefix of your own with PAWL_REDIS_PREFIX";
    case "MOVED":
    case "CROSSSLOT":
    case "CLUSTERDOWN":
      return "is part of a cluster, in which a run's keys lie apart: name a Redis that is none";
    default:
      return adviceForError(address, message);
  }
}

function adviceForError(address: Address, message: string): string {
  if (/without any password configured|no password is set/.test(message))
    return `wants no password, and one was given (from ${address.secret?.source}): leave it out`;
  if (/DB index/i.test(message)) return `has no database ${address.database}`;
  if (/unknown command/i.test(message))
    return `does not know a command that a store needs (Redis 5 or newer has them all): ${message}`;
  return `answered: ${message}`;
}

const userOf = ({ username }: Address): string =>
  username === undefined ? "us" : `user ${username}`;

const placeOf = ({ shown }: Address): string => shown.replace(/^.*\/\/(.*)\/\d+$/, "$1");

const lower = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1);
