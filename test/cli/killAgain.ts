import { childrenOf, endProcess, until } from "./rig.ts";
import type { Workspace } from "./rig.ts";
import { seeded } from "./seeded.ts";

interface Kills {
  readonly seed: number;
  readonly kills: number;
  /** Each comes within this time. */
  readonly withinMs: number;
  /** Whether what it has started is killed as well: helpers, and git in the middle of its work. */
  readonly helpersToo: (kill: number) => boolean;
}

/** Runs a plan, and kills it and each resume of it with SIGKILL at a random moment. */
export async function killAgainAndAgain(
  place: Workspace,
  plan: string,
  { seed, kills, withinMs, helpersToo }: Kills,
): Promise<void> {
  const random = seeded(seed);
  for (let kill = 0; kill < kills; kill++) {
    const started = kill === 0 ? place.start("run", plan) : place.start("resume");
    if (kill === 0) await until("the run has started", () => place.types().length > 0);
    const moment = new Promise((resolve) => setTimeout(resolve, random() * withinMs));
    await Promise.race([moment, started.ended]);
    const helpers = helpersToo(kill) ? childrenOf(started.child.pid!) : [];
    started.kill("SIGKILL");
    for (const pid of helpers) endProcess(pid);
    await started.ended;
  }
}
