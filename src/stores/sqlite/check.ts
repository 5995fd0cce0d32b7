import { EMPTY } from "../../journal/codec.ts";
import { strays } from "./batches.ts";
import type { Connection } from "./connection.ts";
import { Journal } from "./journal.ts";
import { runsOf } from "./rows.ts";

/** What is wrong with the file: its structure, batches that belong to no run, and journals of which the chain is broken. */
export function checkFile(connection: Connection): string[] {
  const structure = connection.sql("PRAGMA integrity_check").all().map(String);
  const lost = strays(connection);
  const journals = runsOf(connection).map((run) => brokenIn(new Journal(run, connection)));
  return [
    ...structure.filter((each) => each !== "ok"),
    ...(lost > 0 ? [`batches that belong to no run: ${lost}`] : []),
    ...journals.filter((each) => each !== undefined),
  ];
}

function brokenIn(journal: Journal): string | undefined {
  try {
    journal.check(EMPTY, journal.row()!);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
