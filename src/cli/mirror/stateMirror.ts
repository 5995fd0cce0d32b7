import { basename, dirname, join, relative } from "node:path";
import type { Run } from "../../core/run.ts";
import { stateOf } from "../../views/seed002/stateOf.ts";
import type { PlanWords } from "../../views/seed002/stateOf.ts";
import { layoutOf } from "./layoutOf.ts";
import type { Mirror } from "./mirror.ts";
import { makeInside } from "../../details/place.ts";
import { Rewriting } from "./rewriting.ts";
import { whyOf } from "./whyOf.ts";
import { writeWhole } from "./writeWhole.ts";

/** What a PROGRESS.json calls itself, its phases and its tasks. */
function wordsOf(text: string): Omit<PlanWords, "planPath"> {
  const layout = layoutOf(text);
  if (!layout) return {};
  const { plan_id, planId = plan_id } = JSON.parse(text.replace(/^\ufeff/, "")) as Record<
    string,
    unknown
  >;
  const names = layout.phases.flatMap(({ id, name, tasks }) => [
    [id as string, name] as const,
    ...tasks.map((each) => [`${id}/${each.id}`, each.name] as const),
  ]);
  return { ...(typeof planId === "string" ? { planId } : {}), names: new Map(names) };
}

/** Keeps seed 002's state.json. */
export function stateMirror(run: Run, path: string, say: (text: string) => void): Mirror {
  const { mirror } = run.plan;
  const words = {
    planPath: relative(run.source.dir, run.source.path),
    ...wordsOf(mirror?.progress?.text ?? ""),
  };
  let written = "";
  const rewriting = new Rewriting(
    run,
    Promise.resolve(),
    async (now) => {
      const text = `${JSON.stringify(stateOf(now, words), null, 2)}\n`;
      if (text === written) return;
      const folder = await makeInside(now.source.dir, dirname(path));
      await writeWhole(join(folder, basename(path)), text);
      written = text;
    },
    (error) => say(`${path} cannot be written: ${whyOf(error)}; the run goes on without it`),
  );
  return { event: (_, now) => rewriting.event(now), close: () => rewriting.close() };
}
