import { readFileSync, statSync, writeSync } from "node:fs";
import { mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import { startOf, thisProcess } from "../../processes/identity.ts";
import { reap } from "../reaper.ts";
import { OutputLog } from "./outputLog.ts";
import { CANCEL_FILE, claimLine } from "./record.ts";
import type { Ended } from "./record.ts";
import type { Answer } from "./starter.ts";
import { startWork } from "./work.ts";
import type { Exit, Order, Work } from "./work.ts";

/** No pipe holds more, unless the system's administrator said so. */
const SETTLE_BYTES = 1 << 20;
const MAX_TIMER_MS = 2 ** 31 - 1;
/** Of recording the end on a full disk, before giving up. */
const ROUNDS = 200;
const PASSING = new Set(["EAGAIN", "EMFILE", "ENFILE", "ENOMEM", "ENOSPC"]);

type Why = "cancelled" | "timedOut" | undefined;

export interface Supervised {
  readonly said: Answer;
  /** Resolves when nobody writes to the output any more; until then what is written is dropped. */
  readonly rest?: Promise<unknown>;
}

/** Claims the folder and does the attempt, in a process that does nothing else. */
export async function supervise(order: Order, cancelled: AbortSignal): Promise<Supervised> {
  const record = claim(order.folder);
  if (typeof record !== "number") return { said: record };
  const log = new OutputLog(order.folder, order.maxOutputBytes);
  const finish = (ended: Ended): Ended => {
    note(record, log, ended);
    return ended;
  };
  if (cancelled.aborted) return { said: finish(endOf(order, log, "cancelled", undefined)) };
  let work: Work;
  try {
    work = startWork(order, (chunk) => log.keep(chunk));
  } catch (error) {
    return { said: finish(refused("could not start a process", error)) };
  }
  if (work.pid !== undefined) {
    const started = { pid: work.pid, start: startOf(work.pid) ?? "" };
    writeSync(record, `${JSON.stringify({ started })}\n`);
  }
  const ended = finish(await endOfWork(order, work, log, cancelled));
  work.output.removeAllListeners("data").resume();
  return { said: ended, rest: work.closed };
}

/** As `claim` in libexec/supervisor.pl: good if this line is the record's first. */
function claim(folder: string): number | Answer {
  const path = join(folder, ATTEMPT_FILES.record);
  const line = claimLine(thisProcess());
  try {
    mkdirSync(folder, { recursive: true });
    const record = openSync(path, "ax");
    writeSync(record, line);
    return readFileSync(path, "utf8").startsWith(line) ? record : "taken";
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EEXIST" ? "taken" : refused(`could not make ${path}`, error);
  }
}

function refused(what: string, error: unknown): Ended {
  const { message, code = "" } = error as NodeJS.ErrnoException;
  return { refused: `${what}: ${message}`, again: PASSING.has(code) };
}

async function endOfWork(
  order: Order,
  work: Work,
  log: OutputLog,
  cancelled: AbortSignal,
): Promise<Ended> {
  let exit: Exit | undefined;
  const exited = work.exited.then((seen) => (exit = seen));
  let why: Why = await Promise.race([
    exited.then(() => undefined),
    new Promise<"cancelled">((resolve) => {
      cancelled.addEventListener("abort", () => resolve("cancelled"));
    }),
    deadline(order.timeoutMs),
  ]);
  // That it has ended comes before anything else, also if Node tells it later.
  if (why) await turns(3);
  if (exit) why = undefined;
  if (why || exit?.code !== 0) {
    await reap(
      { marker: order.marker, ...(work.pid !== undefined && { work: work.pid }) },
      order.graceMs,
    );
    await Promise.race([exited, sleep(1000)]);
  }
  // What it had written when it ended is in the pipe. What a daemon that it left goes on to write is not its own.
  const until = log.bytes + SETTLE_BYTES;
  for (let before = -1; before < log.bytes && log.bytes < until;) {
    before = log.bytes;
    await turns(2);
  }
  return endOf(order, log, why, exit);
}

async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}

/** Resolves when the time is over; 0 means never. */
async function deadline(ms: number): Promise<"timedOut"> {
  if (ms === 0) return new Promise(() => {});
  for (let left = ms; left > 0; left -= MAX_TIMER_MS) await sleep(Math.min(left, MAX_TIMER_MS));
  return "timedOut";
}

function endOf(order: Order, log: OutputLog, why: Why, exit: Exit | undefined): Ended {
  const outputs = statSync(join(order.folder, ATTEMPT_FILES.outputs), {
    throwIfNoEntry: false,
  })?.size;
  return {
    code: exit?.code ?? null,
    signal: exit?.signal ?? null,
    timedOut: why === "timedOut",
    cancelled: why === "cancelled" ? reasonIn(order.folder) : null,
    at: Math.floor(Date.now() / 1000) * 1000,
    bytes: log.bytes,
    dropped: log.dropped,
    ...(log.error !== undefined && { outputError: log.error }),
    ...(outputs && { outputs }),
  };
}

function reasonIn(folder: string): string {
  try {
    return readFileSync(join(folder, CANCEL_FILE), "utf8");
  } catch {
    return "its supervisor was told to end";
  }
}

/** Records the end. On a full disk the output gives way to it. */
function note(record: number, log: OutputLog, ended: Ended): void {
  let line = Buffer.from(`${JSON.stringify({ ended })}\n`);
  for (let round = 0; round < ROUNDS; round++) {
    try {
      if (writeSync(record, line) === line.length) return;
    } catch {
      // As for a part that was written.
    }
    log.giveWay();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    line = Buffer.from(`\n${JSON.stringify({ ended })}\n`);
  }
}
