import { closeSync, readFileSync, readdirSync, writeSync } from "node:fs";
import { decodeFrame, orderOf } from "./frames.ts";
import { supervise } from "./supervise.ts";

/*
 * The supervisor of one attempt, as a program of its own: what libexec/supervisor.pl is where there is perl, and by
 * the same rules. It takes one order on stdin and gives one answer on stdout.
 */

const cancel = new AbortController();
process.on("SIGTERM", () => cancel.abort());
for (const signal of ["SIGHUP", "SIGINT", "SIGXFSZ"] as const) process.on(signal, () => {});

closeInherited();
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

/** Nothing that was open when Pawl was started, a lock say, is kept by the work. What Node opens is never inherited. */
function closeInherited(): void {
  if (process.platform !== "linux") return;
  for (const name of readdirSync("/proc/self/fdinfo")) {
    const fd = Number(name);
    try {
      const [, flags] =
        /^flags:\s*(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, "latin1")) ?? [];
      const O_CLOEXEC = 0o2000000;
      if (fd > 2 && flags !== undefined && !(Number.parseInt(flags, 8) & O_CLOEXEC)) closeSync(fd);
    } catch {
      // It was the folder just read.
    }
  }
}
