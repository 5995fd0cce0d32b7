import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, startOf, thisProcess } from "../../processes/identity.ts";
import type { AttemptOrder } from "../port.ts";
import { reap } from "../reaper.ts";
import { claimAsLost, NEVER_STARTED, readRecord } from "./record.ts";
import type { AttemptRecord, Ended } from "./record.ts";

const POLL_MS = 50;
/** Asking after a process costs next to nothing on Linux, and a process elsewhere. */
const ROUNDS_A_LOOK = process.platform === "linux" ? 1 : 20;
/** A claim is one write after the file is made: one that takes longer than this was never written. */
const CLAIM_MS = 1000;

export interface Following {
  /** Whether the attempt is to be told to end. */
  readonly cancelled: () => boolean;
  /** Whether a host that cannot be asked is known to be gone. */
  readonly hostIsDead: (host: string) => boolean;
  /** Ends the following, not the attempt: the promise is rejected. */
  readonly closed: AbortSignal;
}

/** Waits for the end of an attempt that somebody else started, or meant to start, by looking into its folder. */
export async function follow(order: AttemptOrder, following: Following): Promise<Ended> {
  let told = false;
  let unclaimedMs = 0;
  for (let round = 0; ; round++) {
    const record = await readRecord(order.folder);
    if (record?.ended) return record.ended;
    const owner = record?.claimed;
    if (!owner) {
      if (!record || unclaimedMs > CLAIM_MS) {
        await claimAsLost(order.folder, thisProcess(), NEVER_STARTED);
        continue;
      }
      unclaimedMs += POLL_MS;
    } else {
      const toTell = following.cancelled() && !told;
      const alive = toTell || round % ROUNDS_A_LOOK === 0 ? isAlive(owner) : undefined;
      if (alive === false) return lostOf(order, record);
      if (
        alive === "unknown" &&
        owner.host !== thisProcess().host &&
        following.hostIsDead(owner.host)
      ) {
        return { lost: `its host ${owner.host} was given up` };
      }
      if (alive === true && toTell) {
        told = true;
        tellToEnd(owner.pid);
      }
    }
    await sleep(POLL_MS, undefined, { signal: following.closed });
  }
}

function tellToEnd(pid: number): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch {
    // It has just ended; the next look tells how.
  }
}

/** Its supervisor is dead: what it recorded last counts, and what it left behind is ended. */
async function lostOf(order: AttemptOrder, seen: AttemptRecord): Promise<Ended> {
  const { ended, started } = (await readRecord(order.folder)) ?? {};
  if (ended) return ended;
  if (seen.claimed?.boot !== thisProcess().boot) return { lost: "the machine was restarted" };
  const isOurs = started !== undefined && startOf(started.pid) === started.start;
  await reap({ marker: order.marker, ...(isOurs && { work: started.pid }) }, order.graceMs);
  return { lost: "its supervisor is gone and left no result" };
}
