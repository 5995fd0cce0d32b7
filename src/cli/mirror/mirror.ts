import type { Recorded } from "../../core/events.ts";
import type { Run } from "../../core/run.ts";
import type { Store } from "../../journal/store.ts";
import { progressMirror } from "./progressMirror.ts";
import { stateMirror } from "./stateMirror.ts";
import { StatusFiles } from "./statusFiles.ts";

/** Keeps files of other tools beside the plan while its run goes on. */
export interface Mirror {
  /** An event that was folded into the run. */
  event(recorded: Recorded, run: Run): void;
  /** Resolves when the files say what the run was last. Never rejects. */
  close(): Promise<void>;
}

/**
 * Writes the files that the plan asks for; nothing where it asks for none. Nothing that goes wrong with them stops the
 * run.
 * @param run as it is before the first event that is told
 * @param say told once what keeps them from being written
 * @param folder of the run, where Pawl may keep what it wrote
 */
export function openMirror(
  store: Store,
  run: Run,
  say: (text: string) => void,
  folder?: string,
): Mirror | undefined {
  const { status, progress, state } = run.plan.mirror ?? {};
  const mirrors: Mirror[] = [
    ...(status === undefined ? [] : [new StatusFiles(store, run, status, say)]),
    ...(progress === undefined ? [] : [progressMirror(run, progress, say, folder)]),
    ...(state === undefined ? [] : [stateMirror(run, state, say)]),
  ];
  if (mirrors.length === 0) return undefined;
  return {
    event: (recorded, now) => mirrors.forEach((each) => each.event(recorded, now)),
    close: async () => {
      await Promise.all(mirrors.map((each) => each.close()));
    },
  };
}
