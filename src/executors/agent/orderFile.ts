import type { AgentOrder, AttemptOrder } from "../port.ts";

/** What `order.json` holds: the order, and what the runner keeps it to. */
export interface OrderFile extends AgentOrder {
  readonly limits: Pick<
    AttemptOrder,
    "cwd" | "marker" | "timeoutMs" | "graceMs" | "maxOutputBytes"
  >;
}
