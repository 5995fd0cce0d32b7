import type { RunId } from "../../core/ids.ts";
import type { LeaseOutcome } from "../../journal/store.ts";
import { isAlive, thisProcess } from "../../processes/identity.ts";
import type { Owner } from "../../processes/identity.ts";
import type { Connection } from "./connection.ts";
import { clearOwner, ownerOf, setOwner } from "./rows.ts";

/** Takes the lease of a run that is there, if nobody has it or who has it is provably dead. */
export async function takeLease(connection: Connection, run: RunId): Promise<LeaseOutcome> {
  return connection.write(run, () => {
    const { owner, fence: last } = ownerOf(connection, run)!;
    if (owner && isAlive(owner) !== false) return { ok: false, holder: owner };
    const fence = last + 1;
    setOwner(connection, run, thisProcess(), fence);
    const release = async (): Promise<void> =>
      connection.write(run, () => clearOwner(connection, run, fence));
    return { ok: true, lease: { fence, release }, ...(owner ? { takenFrom: owner } : {}) };
  });
}

/** Who has the lease and may be alive. */
export function holderOf(connection: Connection, run: RunId): Owner | undefined {
  const owner = ownerOf(connection, run)?.owner;
  return owner && isAlive(owner) !== false ? owner : undefined;
}
