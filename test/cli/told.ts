import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openGatekeeper } from "../../src/cli/keeper.ts";
import type { Event } from "../../src/core/events.ts";
import { attemptFolder } from "../../src/core/paths.ts";
import type { Store } from "../../src/journal/store.ts";
import { jsonStore } from "../../src/stores/json/store.ts";
import { of } from "../core/plans.ts";
import type { Story } from "../views/given.ts";
import type { Workspace } from "./rig.ts";

/** Puts a story into a workspace as a run of it, so that the command line can read it. */
export async function keep(place: Workspace, story: Pick<Story, "is" | "events">): Promise<Store> {
  const store = jsonStore(join(place.dir, ".pawl"));
  let seq = 0;
  for (const { event, at } of story.events) {
    const appended = await store.append(story.is.id, seq++, [event], at);
    if (!appended.ok) throw new Error("somebody else has appended to a run of a test");
  }
  return store;
}

/** The same, as if it had been in the workspace: what its gates were decided on is what is there now. */
export async function keepHere(place: Workspace, story: Story): Promise<Store> {
  const { tree } = await openGatekeeper().treeOf(place.dir);
  const events = story.events.map((each) => ({
    ...each,
    event: here(each.event, place.dir, tree),
  }));
  return keep(place, { is: story.is, events });
}

function here(event: Event, dir: string, tree: string): Event {
  if (event.type === "run-started") return { ...event, source: { ...event.source, dir } };
  if (event.type !== "gate-checked") return event;
  return { ...event, evidence: { ...event.evidence, tree: { tree } } };
}

/** Writes files of an attempt, as those who carry it out do. Answers its folder. */
export function attemptFiles(
  place: Workspace,
  run: string,
  address: string,
  attempt: number,
  files: Readonly<Record<string, string>>,
): string {
  const { phase, task } = of(address);
  const folder = join(place.dir, ".pawl/runs", run, attemptFolder(phase, task, attempt));
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}
