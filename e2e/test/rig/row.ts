import { appendFileSync } from "node:fs";
import type { Usage } from "../../../src/core/usage.ts";
import { ROWS } from "../../report/rows.mjs";
import type { Row } from "../../report/rows.mjs";
import type { ModelServer } from "../../modelServer/server.mjs";
import type { Place } from "./place.ts";
import { survivors } from "./survivors.ts";

/** Tokens that attempts tell, over those that were served: 0 is exact. */
export function usageError(place: Place, server: ModelServer, key: string, task?: string): number {
  const told = place.accounts(task).map((account) => tokens(account?.usage));
  const { input, output } = server.totals(key);
  const sum = (name: "input" | "output"): number => told.reduce((all, each) => all + each[name], 0);
  return Math.abs(sum("input") - input) + Math.abs(sum("output") - output);
}

function tokens(usage: Usage | undefined): { input: number; output: number } {
  const models = usage?.models ?? [];
  return {
    input: models.reduce((all, each) => all + each.inputTokens, 0),
    output: models.reduce((all, each) => all + each.outputTokens, 0),
  };
}

/** What a trial came to; also written down, so that a table can be made of all. */
export function record(
  place: Place,
  server: ModelServer,
  { driver, scenario, key, task }: { driver: string; scenario: string; key: string; task?: string },
): Row {
  const ended = place.ended(task);
  const row: Row = {
    driver,
    scenario,
    ended: ended.map((each) =>
      each.type === "attempt-failed" ? each.failure.class : each.type.slice("attempt-".length),
    ),
    requests: server.served(key).length,
    survivors: survivors(place, [key]),
    usageError: usageError(place, server, key, task),
  };
  appendFileSync(ROWS, `${JSON.stringify(row)}\n`);
  return row;
}
