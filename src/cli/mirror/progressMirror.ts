import type { ProgressMirror } from "../../core/plan.ts";
import type { Run } from "../../core/run.ts";
import type { Mirror } from "./mirror.ts";
import { ForeignEdit, ProgressFile } from "./progressFile.ts";
import { Rewriting } from "./rewriting.ts";
import { whyOf } from "./whyOf.ts";

/** Keeps a PROGRESS.json up to date, until somebody else changes in it what is Pawl's. */
export function progressMirror(
  run: Run,
  { path, text }: ProgressMirror,
  say: (text: string) => void,
  folder: string | undefined,
): Mirror {
  let file: ProgressFile | undefined = new ProgressFile(run, path, text, folder);
  const rewriting = new Rewriting(
    run,
    Promise.resolve(),
    async (now) => {
      try {
        await file?.write(now);
      } catch (error) {
        if (error instanceof ForeignEdit) file = undefined;
        throw error;
      }
    },
    (error) =>
      say(
        error instanceof ForeignEdit
          ? `${error.message}; it is left as it is from now on, and the run goes on`
          : `${path} cannot be written: ${whyOf(error)}; the run goes on without it`,
      ),
  );
  return { event: (_, now) => rewriting.event(now), close: () => rewriting.close() };
}
