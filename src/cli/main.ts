#!/usr/bin/env node
import { version } from "../version.ts";
import { onOutputError } from "./output.ts";

process.stdout.on("error", onOutputError);

if (process.argv.length === 3 && ["--version", "-V"].includes(process.argv[2]!)) {
  // Answered without loading anything else: shells and editors ask this often.
  process.stdout.write(`${version()}\n`);
} else {
  const { main } = await import("./program.ts");
  process.exitCode = await main(process.argv.slice(2), version());
}
