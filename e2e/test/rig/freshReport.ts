import { rmSync } from "node:fs";
import { ROWS } from "../../report/rows.mjs";

/** Rows of an earlier run would be taken for this one's. */
export function setup(): void {
  rmSync(ROWS, { force: true });
}
