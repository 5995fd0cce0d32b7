import { createHash } from "node:crypto";
import { open, readdir } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { nearest } from "./suggest.ts";

/** A plan larger than this is not looked into: hundreds of thousands of tasks fit in less. */
const MAX_BYTES = 16 * 1_024 * 1_024;

/** The text of a file, or why it has none. */
export type FileReading =
  | { readonly text: string; readonly sha256: string }
  | { readonly problem: FileProblem };

export interface FileProblem {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** Reads a text file in UTF-8, with or without a byte order mark; its size is looked at before it is read. */
export async function readTextFile(path: string): Promise<FileReading> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) return { problem: await aboutFolder(path) };
      if (stat.size > MAX_BYTES) return { problem: tooLarge(stat.size) };
      // A pipe or a device has no size to look at; of such, no more than the bound is read.
      return decode(stat.isFile() ? await file.readFile() : await readBounded(file));
    } finally {
      await file.close();
    }
  } catch (error) {
    return { problem: await explain(error, path) };
  }
}

async function readBounded(file: Awaited<ReturnType<typeof open>>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file.createReadStream({ autoClose: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function decode(bytes: Buffer): FileReading {
  if (bytes.length > MAX_BYTES) return { problem: tooLarge(bytes.length) };
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const message = `not a text file: byte ${zero} is zero`;
    return { problem: { code: "file-binary", message, hint: "a plan is YAML or JSON in UTF-8" } };
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

const tooLarge = (size: number): FileProblem => ({
  code: "file-too-large",
  message: `${(size / 1_000_000).toFixed(1)} MB is too large for a plan; at most 16 MiB are read`,
});

async function explain(error: unknown, path: string): Promise<FileProblem> {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return withHint(
        { code: "file-missing", message: "there is no such file" },
        await nearNames(path),
      );
    case "EACCES":
    case "EPERM":
      return { code: "file-unreadable", message: "this file may not be read by you" };
    case "EISDIR":
      return await aboutFolder(path);
    default:
      return { code: "file-unreadable", message: `this file cannot be read: ${message}` };
  }
}

const withHint = (problem: FileProblem, hint: string | undefined): FileProblem =>
  hint === undefined ? problem : { ...problem, hint };

async function aboutFolder(path: string): Promise<FileProblem> {
  const plans = await plansIn(path);
  const problem = { code: "file-is-folder", message: "this is a folder, not a plan" };
  return withHint(
    problem,
    plans.length === 0 ? undefined : `it holds ${plans.slice(0, 5).join(", ")}`,
  );
}

/** What was likely meant by a name that does not exist. */
async function nearNames(path: string): Promise<string | undefined> {
  const folder = dirname(path);
  const near = nearest(basename(path), await namesIn(folder));
  if (near !== undefined) return `did you mean "${near}"?`;
  const plans = await plansIn(folder);
  return plans.length === 0
    ? undefined
    : `in that folder there are ${plans.slice(0, 5).join(", ")}`;
}

async function plansIn(folder: string): Promise<string[]> {
  const names = await namesIn(folder);
  return names.filter((name) => [".yaml", ".yml", ".json"].includes(extname(name)));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
