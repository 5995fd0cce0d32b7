#!/usr/bin/env node
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EXIT } from "../core/error.ts";
import { version } from "../version.ts";
import { onOutputError } from "./output.ts";
import type * as Program from "./program.ts";

if (process.argv.length === 3 && ["--version", "-V"].includes(process.argv[2]!)) {
  // Answered without loading anything else: shells and editors ask this often.
  process.stdout.on("error", onOutputError);
  process.stdout.write(`${version()}\n`);
} else {
  const { program, keep } = await load();
  process.exitCode = await program.main(process.argv.slice(2), version());
  if (process.exitCode !== EXIT.usage) keep?.();
}

/** From the sources there is no bundle, and nothing to keep. */
async function load(): Promise<{ program: typeof Program; keep?: () => void }> {
  const entry = bundled();
  const command = process.argv[2] ?? "";
  if (entry === undefined) return { program: await import("./program.ts") };
  const { Compiled } = await import("./compiled.ts");
  const compiled = new Compiled(entry, /^[a-z]{1,20}$/.test(command) ? command : "other");
  return { program: compiled.load(entry) as typeof Program, keep: () => compiled.keep() };
}

function bundled(): string | undefined {
  const folder = fileURLToPath(new URL("bundle", import.meta.url));
  try {
    const name = readdirSync(folder).find((each) => /^program-.*\.cjs$/.test(each));
    return name && join(folder, name);
  } catch {
    return undefined;
  }
}
