import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { batchesOf, findBatch, levelBelow, rulesFor } from "../core/askers.ts";
import type { Asker } from "../core/askers.ts";
import type { Run, TaskState } from "../core/run.ts";
import { workersAsked } from "../core/workers.ts";
import { readBounded } from "../executors/agent/attemptTools/readBounded.ts";
import * as files from "../executors/agent/attemptTools/workerFiles.ts";
import { folderOfAsker } from "./workerOrder.ts";

/** Somebody wants workers: the list as it was written, or why it cannot be read. */
export interface WorkerRequest {
  readonly asker: Asker;
  readonly batch: string;
  readonly list: unknown;
  /** What is wrong with the file itself. */
  readonly wrong?: string;
}

/** More requests than this at once are looked at later. */
const MOST = 100;

/** What is asked for in the folders of a task's attempt and of its workers, and neither journaled nor answered. */
export function requestsOf(run: Run, task: TaskState, runFolder: string): WorkerRequest[] {
  const rules = rulesFor(run, task);
  if (!rules) return [];
  const attempt = task.attempts.length;
  const own: Asker = { task, attempt, asker: undefined };
  const below = batchesOf(task, attempt).flatMap((batch) =>
    batch.workers
      .filter((each) => each.status === "started")
      .map((each): Asker => ({ task, attempt, asker: { batch: batch.id, worker: each.spec.id } }))
      .filter((each) => levelBelow(each) <= rules.depth),
  );
  return [own, ...below].flatMap((asker) =>
    requestsIn(asker, join(runFolder, folderOfAsker(asker))),
  );
}

function requestsIn(asker: Asker, folder: string): WorkerRequest[] {
  const names = namesIn(files.workersFolder(folder));
  const there = new Set(names);
  return names
    .flatMap((name) => files.batchOfRequest(name) ?? [])
    .filter((batch) => !there.has(`${batch}.answer.json`))
    .filter((batch) => !findBatch(asker.task, asker.attempt, batch))
    .slice(0, MOST)
    .map((batch) => read(asker, folder, batch));
}

/** A link could lead anywhere. */
function namesIn(folder: string): readonly string[] {
  try {
    return lstatSync(folder).isDirectory() ? readdirSync(folder) : [];
  } catch {
    return [];
  }
}

/** Whoever wrote the file may not have been the attempt's tools. */
function read(asker: Asker, folder: string, batch: string): WorkerRequest {
  const request = { asker, batch };
  try {
    const text = readBounded(files.requestFile(folder, batch), files.MOST_REQUEST_BYTES);
    const list = (JSON.parse(text ?? "null") as { workers?: unknown } | null)?.workers;
    const asked = workersAsked(list, Infinity);
    if ("wrong" in asked) return { ...request, list, wrong: asked.wrong };
    const name = files.batchName(asker.asker, asked);
    if (name === batch) return { ...request, list: asked };
    return { ...request, list, wrong: `the request is not as spawn_workers writes it` };
  } catch (error) {
    const wrong = `the request cannot be read: ${(error as Error).message}`;
    return { ...request, list: undefined, wrong };
  }
}
