import { PawlError } from "../core/error.ts";

/** A whole number from 1 to `most` from the command line. */
export function wholeNumber(flag: string, text: unknown, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1 && number <= most) return number;
  const range = most === Number.MAX_SAFE_INTEGER ? "of 1 or more" : `from 1 to ${most}`;
  throw new PawlError("usage", `${flag} takes a whole number ${range}, not "${String(text)}"`);
}
