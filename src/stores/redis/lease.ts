import { randomUUID } from "node:crypto";
import { readlinkSync } from "node:fs";
import type { Lease, LeaseOutcome } from "../../journal/store.ts";
import { isAlive, thisProcess } from "../../processes/identity.ts";
import type { Owner } from "../../processes/identity.ts";
import type { Connection } from "./connection.ts";
import type { RunKeys } from "./keys.ts";
import { Script } from "./script.ts";

/**
 * An owner, the space in which its pid counts (containers of one machine have spaces of their own), and which of its
 * leases it is.
 */
interface Holder extends Owner {
  readonly space: string;
  readonly lease: string;
}

/**
 * The owner is written down beside the key that lapses: it tells whom the lease was taken from, and that nobody has
 * taken it since. The fence goes up by one with each taking. Asked again after an answer was lost, it says the same.
 */
const TAKE = new Script(`
local now, last = redis.call('GET', KEYS[1]), redis.call('HGET', KEYS[2], 'owner')
if now == ARGV[1] then return {'taken', redis.call('HGET', KEYS[2], 'fence')} end
if now and now ~= ARGV[3] then return {'held', now} end
local fence = redis.call('HINCRBY', KEYS[2], 'fence', 1)
redis.call('HSET', KEYS[2], 'owner', ARGV[1])
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return {'taken', tostring(fence), last}
`);

/** Also where it has lapsed, so long as nobody took it meanwhile. */
const RENEW = new Script(`
if redis.call('HGET', KEYS[2], 'owner') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
`);

const RELEASE = new Script(`
if redis.call('HGET', KEYS[2], 'owner') ~= ARGV[1] then return 0 end
redis.call('HDEL', KEYS[2], 'owner')
return redis.call('DEL', KEYS[1])
`);

/** Takes the lease where nobody has it, it has lapsed, or its holder is provably dead. */
export async function takeLease(
  connection: Connection,
  keys: RunKeys,
  leaseMs: number,
): Promise<LeaseOutcome> {
  const names = [keys.lease, keys.head];
  const holder: Holder = { ...thisProcess(), space: ownSpace(), lease: randomUUID() };
  const mine = JSON.stringify(holder);
  for (let dead = ""; ;) {
    const [outcome, what, last] = (await connection.do((link) =>
      TAKE.run(link, names, [mine, leaseMs, dead]),
    )) as [string, string, string?];
    if (outcome === "taken") {
      const lease = keep(connection, names, mine, leaseMs, what);
      return { ok: true, lease, ...(last ? { takenFrom: ownerOf(last) } : {}) };
    }
    if (!isDead(what)) return { ok: false, holder: ownerOf(what) };
    dead = what;
  }
}

/** Who has the lease and may be alive. */
export async function holderOf(connection: Connection, keys: RunKeys): Promise<Owner | undefined> {
  const text = (await connection.do((link) => link.send(["GET", keys.lease]))) as string | null;
  return text === null || isDead(text) ? undefined : ownerOf(text);
}

/** Renews the lease until it is released, or another has it. */
function keep(
  connection: Connection,
  names: readonly string[],
  mine: string,
  leaseMs: number,
  fence: string,
): Lease {
  let isRenewing = false;
  const renew = async (): Promise<void> => {
    if (isRenewing) return;
    isRenewing = true;
    try {
      const kept = await connection.do((link) => RENEW.run(link, names, [mine, leaseMs]));
      if (kept === 0) clearInterval(timer);
    } catch {
      // The next renewal may come through; if not, the next append tells.
    } finally {
      isRenewing = false;
    }
  };
  const timer = setInterval(() => void renew(), leaseMs / 3);
  timer.unref();
  const release = async (): Promise<void> => {
    clearInterval(timer);
    // A server that is away is not waited for: what is not released lapses.
    await connection.once((link) => RELEASE.run(link, names, [mine])).catch(() => {});
  };
  return { fence: Number(fence), release };
}

/**
 * Only what can be looked at from here: same machine, same boot, same space of pids. A machine of the same name with
 * another boot may be another machine, and its lease lapses soon enough.
 */
function isDead(text: string): boolean {
  const holder = JSON.parse(text) as Holder;
  const { host, boot } = thisProcess();
  const isHere = holder.host === host && holder.boot === boot && holder.space === ownSpace();
  return isHere && isAlive(holder) === false;
}

function ownerOf(text: string): Owner {
  const { host, boot, pid, start } = JSON.parse(text) as Holder;
  return { host, boot, pid, start };
}

let space: string | undefined;

function ownSpace(): string {
  try {
    space ??= readlinkSync("/proc/self/ns/pid");
  } catch {
    space = "";
  }
  return space;
}
