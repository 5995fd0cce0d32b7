import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { askerOf, findBatch } from "../core/askers.ts";
import type { Asker } from "../core/askers.ts";
import { ofTask } from "../core/ofTask.ts";
import type { Request } from "../core/requests.ts";
import type { TaskState } from "../core/run.ts";
import { answerFor } from "../core/workers.ts";
import type { WorkersAnswer } from "../core/workers.ts";
import { answerFile, workersFolder } from "../executors/agent/attemptTools/workerFiles.ts";
import { writeWhole } from "../executors/agent/attemptTools/write.ts";
import { folderOfAsker } from "./workerOrder.ts";

type Told = WorkersAnswer | { readonly refused: string };

/** A disk may be full only for a while. */
const AGAIN_MS = 1000;

/** What is written for those who asked for workers, each answer whole and once. */
export class WorkerAnswers {
  readonly #folder: string;
  readonly #report: (request?: Request) => void;
  readonly #given = new Set<string>();

  /**
   * @param folder of the run
   * @param report what is to be decided when an answer is written; nothing: look again at what is due
   */
  constructor(folder: string, report: (request?: Request) => void) {
    this.#folder = folder;
    this.#report = report;
  }

  /** That it is written is told to the journal, also where an earlier driver wrote it. */
  give(task: TaskState, attempt: number, batch: string): void {
    const key = `${task.address}@${attempt}/${batch}`;
    if (this.#given.has(key)) return;
    this.#given.add(key);
    const asked = findBatch(task, attempt, batch)!;
    if (this.#write(askerOf(task, asked), batch, answerFor(asked)))
      return this.#report({ type: "workers-told", ...ofTask(task), attempt, batch });
    setTimeout(() => {
      this.#given.delete(key);
      this.#report();
    }, AGAIN_MS);
  }

  /** Whoever asked will ask once more, where this cannot be written. */
  refuse(asker: Asker, batch: string, why: string): void {
    this.#write(asker, batch, { refused: why });
  }

  /** Whether it stands there. */
  #write(asker: Asker, batch: string, told: Told): boolean {
    const own = folderOfAsker(asker);
    const folder = join(this.#folder, own);
    const path = answerFile(folder, batch);
    try {
      mkdirSync(workersFolder(folder), { recursive: true });
      // The attempt can write there, too: nothing is written where a link of its leads.
      if (!lstatSync(workersFolder(folder)).isDirectory()) return false;
      if (!existsSync(path)) writeWhole(path, JSON.stringify(relativeTo(own, told)));
      return true;
    } catch {
      return false;
    }
  }
}

/** Whoever asked reads its files from its own folder. */
function relativeTo(own: string, told: Told): Told {
  if ("refused" in told) return told;
  return {
    workers: told.workers.map(({ details, ...rest }) =>
      details === undefined ? rest : { ...rest, details: details.slice(own.length + 1) },
    ),
  };
}
