import { createHash } from "node:crypto";
import { join } from "node:path";
import { canonicalJson } from "../../../core/canonicalJson.ts";
import type { WorkerPlace, WorkerSpec } from "../../../core/workers.ts";

/** Where, in an attempt's folder, workers are asked for, told of, and have folders of their own. */
export const WORKERS_FOLDER = "workers";

const REQUEST = ".request.json";
const ANSWER = ".answer.json";

/** Bytes of a request: each character of what is allowed may take up six as JSON writes it. */
export const MOST_REQUEST_BYTES = 4 * 1024 * 1024;
export const MOST_ANSWER_BYTES = 4 * 1024 * 1024;

export const workersFolder = (folder: string): string => join(folder, WORKERS_FOLDER);

export const requestFile = (folder: string, batch: string): string =>
  join(workersFolder(folder), `${batch}${REQUEST}`);

export const answerFile = (folder: string, batch: string): string =>
  join(workersFolder(folder), `${batch}${ANSWER}`);

/** The batch that a file asks for; undefined where it is no request. */
export const batchOfRequest = (name: string): string | undefined =>
  /^([0-9a-f]{12})\.request\.json$/.exec(name)?.[1];

/** Folder of a worker, relative to that of whoever asked for it. `@` is in no id. */
export const workerFolder = (batch: string, worker: string, tries: number): string =>
  `${WORKERS_FOLDER}/${batch}/${worker}@${tries}`;

/** The name of a batch: the same workers asked for by the same asker have the same. */
export function batchName(asker: WorkerPlace | undefined, workers: readonly WorkerSpec[]): string {
  const of = asker ? `${asker.batch}/${asker.worker}` : "";
  const text = canonicalJson({
    of,
    workers: workers.map(({ id, prompt }) => ({ id, prompt })),
  });
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
