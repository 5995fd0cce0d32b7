import { PawlError } from "../core/error.ts";

/** A whole number of at least 1 from the command line. */
export function wholeNumber(flag: string, text: unknown): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new PawlError("usage", `${flag} takes a whole number of 1 or more, not "${String(text)}"`);
}
