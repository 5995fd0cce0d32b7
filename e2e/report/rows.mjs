import { fileURLToPath } from "node:url";

/** Where trials write down what came of them, a JSON line each; made anew by each run of the tests. */
export const ROWS = fileURLToPath(new URL("rows.jsonl", import.meta.url));

/**
 * @typedef {object} Row
 * @property {string} driver
 * @property {string} scenario
 * @property {readonly string[]} ended how each attempt ended: the class of its failure, `succeeded` or `cancelled`
 * @property {number} requests that reached the model server
 * @property {readonly string[]} survivors processes that were left
 * @property {number} usageError tokens that Pawl is off what was served
 */
