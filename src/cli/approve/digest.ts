import { PawlError } from "../../core/error.ts";

const LEAST = 12;

/**
 * The digest that a person means by its beginning.
 * @param known digest of the evidence that there is
 * @returns `known` if it begins so, else what was given, which then is refused as that of other evidence
 */
export function meantDigest(given: string, known: string): string {
  const text = given.trim().toLowerCase();
  if (!/^[0-9a-f]+$/.test(text) || text.length < LEAST)
    throw new PawlError(
      "usage",
      `--evidence takes the digest of what was looked at, at least ${LEAST} of its hexadecimal digits, not "${given}"`,
    );
  return known.startsWith(text) ? known : text;
}
