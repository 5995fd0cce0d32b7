import { join, resolve } from "node:path";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import type { AttemptResult } from "../../core/result.ts";
import type { AttemptOrder } from "../../executors/port.ts";
import { reap } from "../../executors/reaper.ts";
import { digestFile, sha256 } from "../digestFile.ts";
import { isWithin } from "../inside.ts";
import type { Room } from "../inside.ts";
import type { GateOrder } from "../port.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";
import { lacksPackages } from "./lacksPackages.ts";
import { inOwnWords } from "./ready.ts";

const GRACE_MS = 5000;
const MOST_OUTPUT_BYTES = 10 * 1024 * 1024;

/** A command that must exit with 0. The executor keeps its time and its output within bounds. */
export async function runCheck(check: CheckOf<"run">, context: CheckContext): Promise<Found> {
  const { executor, signal, place } = context;
  const argv = ["/bin/sh", "-c", check.run];
  if (signal.aborted) return { passed: false, text: "it was broken off", argv };
  const order = runOrder(check, context.order, place.room);
  const handle = executor.start(order);
  const cancel = (): void => handle.cancel("the gate's check was broken off");
  signal.addEventListener("abort", cancel, { once: true });
  const result = await handle.ended;
  signal.removeEventListener("abort", cancel);
  // What a command leaves running would go on in a checkout that is gone.
  await reap({ marker: order.marker }, GRACE_MS);
  const bare = { ...verdict(result), argv, ...(await outputOf(order.folder)) };
  const told = "told" in result ? result.told : undefined;
  const found = check.ready ? inOwnWords(check.ready, bare, told) : bare;
  const advice = found.passed ? undefined : lacksPackages(check, found, context);
  return advice === undefined ? found : { ...found, text: `${found.text}; ${advice}` };
}

/** What the executor is to do for a check. */
export function runOrder(check: CheckOf<"run">, order: GateOrder, room: Room): AttemptOrder {
  const cwd = resolve(room.root, check.cwd ?? ".");
  if (!isWithin(cwd, room.top)) throw new Error(`cwd ${check.cwd} leads out of the plan's folder`);
  const marker = `${order.run}/${order.phase}@${order.round}/${check.id}`;
  const own = {
    PAWL_RUN: order.run,
    PAWL_PHASE: order.phase,
    PAWL_CHECK: check.id,
    PAWL_ATTEMPT_ID: marker,
  };
  return {
    folder: join(order.folder, check.id),
    marker,
    command: check.run,
    cwd,
    env: { ...order.env, ...own },
    timeoutMs: check.timeoutMs,
    graceMs: GRACE_MS,
    maxOutputBytes: MOST_OUTPUT_BYTES,
    promised: [],
    ...(check.ready ? { isTest: true } : {}),
    ...sandboxOf(order, room),
  };
}

/** In a folder without git, Pawl's own files lie within. */
function sandboxOf(order: GateOrder, { top }: Room): Pick<AttemptOrder, "sandbox"> {
  if (order.isolation !== "sandbox") return {};
  return { sandbox: { writable: [top], readOnly: [resolve(order.folder, "../../../..")] } };
}

function verdict(result: AttemptResult): Found {
  if (result.type === "succeeded") return { passed: true, text: "exit 0", code: 0 };
  if (result.type === "cancelled") return { passed: false, text: `cancelled: ${result.reason}` };
  const { message, code, signal, tail } = result.failure;
  return {
    passed: false,
    text: message,
    ...(code === undefined ? {} : { code }),
    ...(signal === undefined ? {} : { signal }),
    ...(tail === undefined ? {} : { tail }),
  };
}

/** Of all that is kept of its output, from the first to the last. */
async function outputOf(folder: string): Promise<Pick<Found, "outputSha256">> {
  const hash = sha256();
  for (const name of [ATTEMPT_FILES.outputBefore, ATTEMPT_FILES.output])
    await digestFile(hash, join(folder, name));
  return { outputSha256: hash.digest("hex") };
}
