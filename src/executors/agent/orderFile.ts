import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentOrder, AttemptOrder } from "../port.ts";
import { AGENT_FILES } from "./files.ts";

/** What `order.json` holds: the order, and what the runner keeps it to. */
export interface OrderFile extends AgentOrder {
  readonly limits: Pick<
    AttemptOrder,
    "cwd" | "marker" | "timeoutMs" | "graceMs" | "maxOutputBytes"
  >;
}

/** The order in an attempt's folder. Throws where there is none, or it cannot be read. */
export const readOrder = (folder: string): OrderFile =>
  JSON.parse(readFileSync(join(folder, AGENT_FILES.order), "utf8")) as OrderFile;
