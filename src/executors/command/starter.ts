import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import type { AttemptOrder } from "../port.ts";
import type { Ended } from "./record.ts";

/**
 * How an attempt ended; or that somebody else holds its claim (`taken`), or that its supervisor died (`gone`): then
 * the folder tells more.
 */
export type Answer = Ended | "taken" | "gone";

/** Gives attempts to supervisors, which need no Pawl to live on. */
export interface Starter {
  /** Calls back once. The function returned tells the supervisor to end the attempt. */
  run(order: AttemptOrder, answered: (answer: Answer) => void): () => void;
  /** Begins what the first order would wait for. */
  prepare?(): void;
  /** Lets go of the supervisors without ending them. */
  close(): void;
}

/**
 * What supervisors get of Pawl's environment; attempts get theirs from the order. If Pawl itself runs in an attempt,
 * supervisors carry that attempt's marker.
 */
export function supervisorEnvironment(): Record<string, string> {
  const { PATH = "/usr/bin:/bin", HOME = "/", PAWL_ATTEMPT_ID } = process.env;
  return { PATH, HOME, LC_ALL: "C", ...(PAWL_ATTEMPT_ID && { PAWL_ATTEMPT_ID }) };
}

/** Reads the text of an answer, without the id before it. */
export function parseAnswer(text: string): Answer {
  if (text === "taken") return "taken";
  try {
    return (JSON.parse(text) as { ended?: Ended }).ended ?? "gone";
  } catch {
    return "gone";
  }
}

/** The path of a program on PATH. */
export function findProgram(name: string): string | undefined {
  for (const folder of supervisorEnvironment()["PATH"]!.split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here.
    }
  }
  return undefined;
}
