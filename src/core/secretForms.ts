/** Shorter values are too common as parts of other words. */
export const MIN_SECRET_LENGTH = 6;

/** A line of a secret of several lines (a key, a file of credentials) counts by itself from this length on. */
const MIN_LINE_LENGTH = 16;

/** Every way in which the secrets may be found written, longest first. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    const value = secret.trim();
    if (value.length < MIN_SECRET_LENGTH) continue;
    const lines = value.split(/\r?\n/).filter((line) => line.length >= MIN_LINE_LENGTH);
    for (const each of [value, ...lines]) for (const form of formsOf(each)) forms.add(form);
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

function formsOf(value: string): string[] {
  const inJson = JSON.stringify(value).slice(1, -1);
  const plain = [value, inJson, JSON.stringify(inJson).slice(1, -1)];
  // Half a character has no bytes that could be encoded.
  if (/\p{Surrogate}/u.test(value)) return plain;
  const url = encodeURIComponent(value);
  return [...plain, url, url.replaceAll("%20", "+"), ...base64Forms(value)];
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * The characters of base64 that stand for the value wherever it begins among the encoded bytes (`user:password` is
 * encoded as one), without those that it shares with its neighbours; in the usual and the URL alphabet.
 */
function base64Forms(value: string): string[] {
  const bytes = new TextEncoder().encode(value);
  return [0, 1, 2].flatMap((offset) => {
    const first = Math.ceil((offset * 8) / 6);
    const last = Math.floor(((offset + bytes.length) * 8) / 6);
    let form = "";
    for (let at = first; at < last; at++) form += ALPHABET[sixBits(bytes, at * 6 - offset * 8)]!;
    return [form, form.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function sixBits(bytes: Uint8Array, bit: number): number {
  const at = Math.floor(bit / 8);
  const pair = (bytes[at]! << 8) | (bytes[at + 1] ?? 0);
  return (pair >> (10 - (bit - at * 8))) & 63;
}
