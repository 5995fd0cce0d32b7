import { open, readdir } from "node:fs/promises";
import { basename, dirname, extname } from "node:path";
import { decodeText } from "./decode.ts";
import type { FileProblem, FileReading } from "./decode.ts";
import { nearest } from "./suggest.ts";

/** A plan larger than this is not looked into: hundreds of thousands of tasks fit in less. */
const MAX_BYTES = 16 * 1_024 * 1_024;

/** Reads a text file in UTF-8, with or without a byte order mark; its size is looked at before it is read. */
export async function readTextFile(path: string): Promise<FileReading> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) return { problem: await aboutFolder(path) };
      if (stat.size > MAX_BYTES) return { problem: tooLarge(stat.size) };
      // A pipe or a device has no size to look at; of such, no more than the bound is read.
      const bytes = stat.isFile() ? await file.readFile() : await readBounded(file);
      if (bytes.length > MAX_BYTES) return { problem: tooLarge(bytes.length) };
      return decodeText(bytes, "a plan is YAML or JSON in UTF-8");
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
