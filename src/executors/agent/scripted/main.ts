import { readFileSync } from "node:fs";
import { stepsFor } from "../../../core/script.ts";
import { Actor, Stop, tell } from "./actor.ts";
import { obeySignals, result } from "./behaviour.ts";
import type { ScriptedStart } from "./lines.ts";
import { perform } from "./perform.ts";
import { readScript } from "./script.ts";
import { openSession } from "./session.ts";

/*
 * The scripted agent, a program like other agents: its argument is the JSON file that says what to do (`ScriptedStart`),
 * its prompt comes on stdin, and it tells what it does on stdout (`ScriptedLine`).
 */

obeySignals();
process.exit(await main());

async function main(): Promise<number> {
  try {
    const start = JSON.parse(readFileSync(process.argv[2]!, "utf8")) as ScriptedStart;
    return await work(start, readFileSync(0, "utf8"));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const { class: kind, message, until, code } = error;
    if (kind === "rate-limited") {
      tell({ type: "rate-limited", text: message, ...(until !== undefined && { until }) });
    }
    if (kind !== undefined) {
      tell({ type: "error", class: kind, text: message, ...(until !== undefined && { until }) });
    }
    return code;
  }
}

async function work(start: ScriptedStart, prompt: string): Promise<number> {
  const session = openSession(start, prompt);
  if (session === undefined) {
    tell({ type: "session-gone", session: start.resume! });
    return 1;
  }
  const { phase, task, attempt, model, stage, worker } = start;
  tell({ type: "started", session, ...(model !== undefined && { model }) });
  const turn = {
    phase,
    task,
    attempt,
    resumed: start.resume !== undefined,
    ...(stage && { stage }),
    ...(worker !== undefined && { worker }),
  };
  const steps = stepsFor(readScript(start.script), turn);
  if (!steps) {
    const where = stage ? ` (${stage.name}, attempt ${stage.attempt})` : "";
    const who = worker === undefined ? "" : `, worker ${worker}`;
    const place = `${phase}/${task}, attempt ${attempt}${where}${who}`;
    throw new Stop("fatal", `the script says nothing for ${place}: add it, or a "default"`);
  }
  const actor = new Actor(start, prompt, session);
  const cwd = process.cwd();
  const ofStage = stage && { stage: stage.name, stage_attempt: String(stage.attempt) };
  const ofWorker = worker !== undefined && { worker };
  const variables = {
    phase,
    task,
    attempt: String(attempt),
    session,
    cwd,
    ...ofStage,
    ...ofWorker,
  };
  for (const step of steps) await perform(actor, step, variables);
  actor.tools?.close();
  if (!actor.finished) result(actor, {});
  return 0;
}
