import { writeSync } from "node:fs";
import { decodeFrame, orderOf } from "./frames.ts";
import { supervise } from "./supervise.ts";

/*
 * The supervisor of one attempt, as a program of its own: what libexec/supervisor.pl is where there is perl, and by
 * the same rules. It takes one order on stdin and gives one answer on stdout.
 */

const cancel = new AbortController();
process.on("SIGTERM", () => cancel.abort());
for (const signal of ["SIGHUP", "SIGINT"] as const) process.on(signal, () => {});

let bytes = Buffer.alloc(0);
for await (const chunk of process.stdin) bytes = Buffer.concat([bytes, chunk as Buffer]);
const fields = decodeFrame(bytes);
if (fields) {
  const { said, rest } = await supervise(orderOf(fields), cancel.signal);
  try {
    writeSync(1, typeof said === "string" ? `${said}\n` : `${JSON.stringify({ ended: said })}\n`);
  } catch {
    // Pawl is gone; the record tells.
  }
  await rest;
}
process.exit();
