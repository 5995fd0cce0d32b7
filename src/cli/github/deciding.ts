import type { Command, Deciding } from "../../github/port.ts";
import { decide } from "../../core/decide.ts";
import { PawlError } from "../../core/error.ts";
import type { Actor } from "../../core/events.ts";
import type { RunId } from "../../core/ids.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import { put } from "../../engine/engine.ts";
import { meantDigest } from "../approve/digest.ts";
import { refuseIfStale, refuseOld } from "../approve/stale.ts";
import { waitingPhase } from "../gateWords.ts";
import { loadRun } from "../state.ts";
import type { State } from "../state.ts";

/** Decides on what comments ask for as `pawl approve` and `pawl reject` do. */
export const decidingFor = (state: State, id: RunId): Deciding => ({
  decide: (command, by) =>
    command.type === "approve" ? approve(state, id, command, by) : reject(state, id, command, by),
  wasDecided: async (via) => {
    const { events } = await state.store.read(id);
    return events.some(({ event }) => "by" in event && event.by?.via === via);
  },
  isOurs: async (digest) => {
    const { events } = await state.store.read(id);
    return events.some(
      ({ event }) => event.type === "gate-checked" && event.evidence.digest.startsWith(digest),
    );
  },
});

type Of<Type extends Command["type"]> = Extract<Command, { type: Type }>;

async function approve(
  state: State,
  id: RunId,
  { gate, digest: given, phrase }: Of<"approve">,
  by: Actor,
): Promise<string> {
  const { run } = await loadRun(state, id);
  const phase = waitingPhase(run, gate);
  const digest = phase ? meantDigest(given, phase.evidence!.digest) : given;
  if (phase && digest !== phase.evidence!.digest) await refuseOld(state, run, phase, digest);
  const request: Request = { type: "approve", phase: gate, approval: { phrase, digest }, by };
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
  by: Actor,
): Promise<string> {
  await put(state.store, id, { type: "reject", phase: gate, reason, by });
  return "Sent back";
}
