import { join } from "node:path";
import type { CheckResult } from "../core/gate.ts";
import type { Executor } from "../executors/port.ts";
import type { PlacesEnv } from "../workspaces/places.ts";
import { attemptOf, runSetup, SetupError } from "../workspaces/setup.ts";
import type { SetupOrder } from "../workspaces/setup.ts";
import type { Room } from "./inside.ts";
import type { GateOrder } from "./port.ts";

/** Where setup's output goes, beside a folder for each check: no id has an `@`. */
const FOLDER = "@setup";

/** Makes the clean checkout ready for commands. @returns a check that has not passed, where that failed */
export async function setupCheck(
  order: GateOrder,
  room: Room,
  tools: { readonly executor: Executor; readonly env: PlacesEnv },
  signal: AbortSignal,
): Promise<CheckResult | undefined> {
  const asked = setupOrder(order, room);
  if (!asked) return undefined;
  const start = performance.now();
  try {
    await runSetup(asked, tools, signal);
    return undefined;
  } catch (error) {
    const { message } = error as Error;
    const [text = "", ...tail] = (error instanceof SetupError ? message : oneLine(message)).split(
      "\n",
    );
    return {
      id: "setup",
      type: "run",
      passed: false,
      text: text.replace(/; its last lines:$/, ""),
      argv: ["/bin/sh", "-c", asked.workspace.setup!],
      durationMs: Math.round(performance.now() - start),
      ...(tail.length > 0 ? { tail: tail.join("\n") } : {}),
    };
  }
}

const oneLine = (text: string): string => text.replaceAll(/\s*\n\s*/g, "; ");

/** Ends a setup that nobody lived to see the end of. */
export async function endSetup(order: GateOrder, executor: Executor): Promise<void> {
  const asked = setupOrder(order, { root: order.dir, top: order.dir });
  if (!asked) return;
  const left = executor.adopt(attemptOf(asked, asked.workspace.setup!), { hostIsDead: true });
  left.cancel("its gate is checked anew");
  await left.ended;
}

export const setupFolder = (order: GateOrder): string => join(order.folder, FOLDER);

function setupOrder(order: GateOrder, room: Room): SetupOrder | undefined {
  const { workspace, dir, run, phase, round, env, base } = order;
  if (workspace?.setup === undefined || workspace.mode === "none") return undefined;
  return {
    dir,
    path: room.top,
    cwd: room.root,
    workspace,
    folder: setupFolder(order),
    marker: `${run}/${phase}@${round}/${FOLDER}`,
    env: { ...env, PAWL_RUN: run, PAWL_PHASE: phase },
    ...(base === undefined ? {} : { trusted: base }),
  };
}
