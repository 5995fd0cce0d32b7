import { basename, dirname, join, relative } from "node:path";
import type { Run } from "../../core/run.ts";
import { stateOf } from "../../views/seed002/stateOf.ts";
import type { Mirror } from "./mirror.ts";
import { makeInside } from "./place.ts";
import { Rewriting } from "./rewriting.ts";
import { whyOf } from "./whyOf.ts";
import { writeWhole } from "./writeWhole.ts";

/** Keeps seed 002's state.json. */
export function stateMirror(run: Run, path: string, say: (text: string) => void): Mirror {
  let written = "";
  const rewriting = new Rewriting(
    run,
    Promise.resolve(),
    async (now) => {
      const text = `${JSON.stringify(stateOf(now, relative(now.source.dir, now.source.path)), null, 2)}\n`;
      if (text === written) return;
      const folder = await makeInside(now.source.dir, dirname(path));
      await writeWhole(join(folder, basename(path)), text);
      written = text;
    },
    (error) => say(`${path} cannot be written: ${whyOf(error)}; the run goes on without it`),
  );
  return { event: (_, now) => rewriting.event(now), close: () => rewriting.close() };
}
