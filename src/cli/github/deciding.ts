import type { Asker, Command, Deciding } from "../../github/port.ts";
import { decide } from "../../core/decide.ts";
import { PawlError } from "../../core/error.ts";
import type { Actor, Recorded } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { meantDigest } from "../approve/digest.ts";
import { refuseIfStale, refuseOld } from "../approve/stale.ts";
import { waitingPhase } from "../gateWords.ts";
import { loadRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/**
 * Decides on what comments ask for as `pawl approve` and `pawl reject` do. It goes through a store of its own: what a
 * store has appended itself it does not tell its watchers, among them whoever drives the run in this process.
 */
export function decidingFor(id: RunId): Deciding {
  let opened: Promise<State> | undefined;
  const own = (): Promise<State> => (opened ??= openState());
  const eventsOf = async (): Promise<readonly Recorded[]> =>
    (await (await own()).store.read(id)).events;
  return {
    decide: async (command, by) =>
      command.type === "approve"
        ? approve(await own(), id, command, by)
        : reject(await own(), id, command, by),
    wasDecided: async (via) =>
      (await eventsOf()).some(({ event }) => "by" in event && event.by?.via === via),
    isOurs: async (digest) =>
      (await eventsOf()).some(
        ({ event }) => event.type === "gate-checked" && event.evidence.digest.startsWith(digest),
      ),
  };
}

type Of<Type extends Command["type"]> = Extract<Command, { type: Type }>;

async function approve(
  state: State,
  id: RunId,
  { gate, digest: given, phrase }: Of<"approve">,
  asker: Asker,
): Promise<string> {
  const { run } = await loadRun(state, id);
  const phase = waitingPhase(run, gate);
  const digest = phase ? meantDigest(given, phase.evidence!.digest) : given;
  if (phase && digest !== phase.evidence!.digest) await refuseOld(state, run, phase, digest);
  const request: Request = {
    type: "approve",
    phase: gate,
    approval: { phrase, digest },
    by: actorOf(asker),
  };
  const refusal = decide(run, request, Date.now());
  if (isRefusal(refusal)) throw new PawlError("refused", refusal.text);
  if (phase) await refuseIfStale(state, run, phase);
  await put(state.store, id, request);
  return "Approved";
}

async function reject(
  state: State,
  id: RunId,
  { gate, reason }: Of<"reject">,
  asker: Asker,
): Promise<string> {
  await put(state.store, id, { type: "reject", phase: gate, reason, by: actorOf(asker) });
  return "Sent back";
}

/** This process has taken it in for them. */
const actorOf = (asker: Asker): Actor => ({ ...thisActor(), ...asker });
