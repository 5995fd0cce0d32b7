import { PawlError } from "../core/error.ts";
import { attemptAbove } from "../processes/attemptAbove.ts";

/**
 * What is for a person to decide must not be decided by an agent.
 * @param what is a person's: `an answer is`
 * @param command that a person would run
 */
export function refuseInAttempt(what: string, command: string): void {
  const attempt = attemptAbove();
  if (attempt === undefined) return;
  throw new PawlError(
    "refused",
    `${what} a person's, and this is within attempt ${attempt}: run pawl ${command} in a terminal of your own`,
  );
}
