import { createHash } from "node:crypto";

/** The text of a file, or why it has none. */
export type FileReading =
  | { readonly text: string; readonly sha256: string }
  | { readonly problem: FileProblem };

export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The text of a file's bytes. `wanted` is what to say where they are no text. */
export function decodeText(bytes: Buffer, wanted: string): FileReading {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const message = `not a text file: byte ${zero} is zero`;
    return { problem: { code: "file-binary", message, hint: wanted } };
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return { text, sha256: createHash("sha256").update(bytes).digest("hex") };
  } catch {
    const at = invalidAt(bytes);
    const message = `not UTF-8: byte ${at} (0x${bytes[at]!.toString(16).padStart(2, "0")}) belongs to no character`;
    return { problem: { code: "file-not-utf8", message, hint: "save the file in UTF-8" } };
  }
}

/** Where the first byte is that belongs to no character of UTF-8. */
function invalidAt(bytes: Buffer): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (decodedStart(bytes, middle) === undefined) bad = middle;
    else good = middle;
  }
  // Up to `good` nothing is wrong yet, but a character may have begun that does not go on as it must.
  return Buffer.byteLength(decodedStart(bytes, good)!);
}

/** The whole characters among the first bytes; undefined where these cannot be the start of UTF-8. */
function decodedStart(bytes: Buffer, length: number): string | undefined {
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return decoder.decode(bytes.subarray(0, length), { stream: true });
  } catch {
    return undefined;
  }
}
