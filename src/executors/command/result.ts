import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Failure, FailureClass } from "../../core/failure.ts";
import { inWords } from "../../core/inWords.ts";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import { readTestRun } from "../../core/redProof.ts";
import type { AttemptResult, ToldByTests } from "../../core/result.ts";
import { testCounts } from "../../core/testCounts.ts";
import { typeErrors } from "../../core/typeErrors.ts";
import type { AttemptOrder } from "../port.ts";
import { MAX_OUTPUTS_BYTES, parseOutputs } from "./outputs.ts";
import { NEVER_STARTED } from "./record.ts";
import type { Ended } from "./record.ts";
import { OF_TESTS, tailOf } from "./tail.ts";

export const failed = (
  kind: FailureClass,
  message: string,
  more: Partial<Failure> = {},
): AttemptResult => ({
  type: "failed",
  failure: { class: kind, message, ...more },
});

/** What the end of an attempt means. */
export async function resultOf(order: AttemptOrder, ended: Ended): Promise<AttemptResult> {
  const result = await endOf(order, ended);
  if (!order.isTest || !("code" in ended) || result.type === "cancelled") return result;
  const tail = (await tailOf(order.folder, OF_TESTS)) ?? "";
  const { code, signal, timedOut } = ended;
  const run = { code: code ?? undefined, signal: signal ?? undefined, timedOut, tail };
  const read = readTestRun(run);
  return { ...result, read, told: toldBy(tail, code === 0 && read.kind === "broken") };
}

function toldBy(tail: string, isEmpty: boolean): ToldByTests {
  const tests = testCounts(tail);
  const errors = typeErrors(tail);
  return {
    isEmpty,
    ...(tests ? { tests } : {}),
    ...(errors === undefined ? {} : { typeErrors: errors }),
  };
}

/** Each way in which an attempt can end is here. */
async function endOf(order: AttemptOrder, ended: Ended): Promise<AttemptResult> {
  if ("lost" in ended)
    return failed("lost", ended.lost, ended.lost === NEVER_STARTED ? { unstarted: true } : {});
  if ("refused" in ended) return failed(ended.again ? "transient" : "fatal", ended.refused);
  if (ended.cancelled !== null) return { type: "cancelled", reason: ended.cancelled };
  if (ended.code === 0 && !ended.timedOut) return successOf(order, ended.outputs ?? 0);

  const shown = ended.bytes > 0 ? await tailOf(order.folder) : undefined;
  const dropped =
    ended.outputError &&
    `(${ended.dropped} bytes of its output could not be kept: ${ended.outputError})`;
  const tail = [shown, dropped].filter(Boolean).join("\n");
  const more = {
    ...(ended.code !== null && { code: ended.code }),
    ...(ended.signal !== null && { signal: ended.signal }),
    ...(tail !== "" && { tail }),
  };
  if (ended.timedOut)
    return failed("timed-out", `timed out after ${inWords(order.timeoutMs)}`, more);
  if (ended.signal !== null) return failed("transient", `killed by ${ended.signal}`, more);
  const said = shown?.slice(shown.lastIndexOf("\n") + 1);
  if (ended.code === 127)
    return failed("fatal", `command not found${said ? `: ${said}` : ""}`, more);
  if (ended.code === 126)
    return failed("fatal", `the command cannot be run${said ? `: ${said}` : ""}`, more);
  return failed("transient", `exit ${ended.code}`, more);
}

/** A task may have put anything there; its exit status is known all the same. */
async function outputsOf(folder: string, size: number): Promise<Uint8Array | { problem: string }> {
  try {
    return (await readFile(join(folder, ATTEMPT_FILES.outputs))).subarray(0, size);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return {
      problem: `$PAWL_OUTPUT cannot be read: ${code === "EISDIR" ? "it is a folder now" : message}`,
    };
  }
}

async function successOf(order: AttemptOrder, outputsSize: number): Promise<AttemptResult> {
  const promised = order.promised;
  if (outputsSize === 0 && promised.length === 0) return { type: "succeeded" };
  if (outputsSize > MAX_OUTPUTS_BYTES) {
    const most = `${MAX_OUTPUTS_BYTES / 1024} KiB`;
    return failed("fatal", `it wrote ${outputsSize} bytes to $PAWL_OUTPUT; ${most} are allowed`, {
      code: 0,
    });
  }
  // What a daemon adds later is not the attempt's.
  const bytes = outputsSize === 0 ? Buffer.of() : await outputsOf(order.folder, outputsSize);
  if ("problem" in bytes) return failed("fatal", bytes.problem, { code: 0 });
  const parsed = parseOutputs(bytes);
  if ("problem" in parsed) return failed("fatal", parsed.problem, { code: 0 });
  const { outputs } = parsed;
  const missing = promised.filter((name) => !Object.hasOwn(outputs, name));
  if (missing.length > 0) {
    const all = `the output${promised.length > 1 ? "s" : ""} ${promised.join(", ")}`;
    const message = `it promised ${all} and did not write ${missing.join(", ")} to $PAWL_OUTPUT`;
    return failed("fatal", message, { code: 0 });
  }
  return Object.keys(outputs).length === 0 ? { type: "succeeded" } : { type: "succeeded", outputs };
}
