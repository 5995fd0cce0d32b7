import type { Connection } from "./connection.ts";

/** Runs of which the journal does not end where their row says, or has a gap. */
const ENDS = `SELECT run, seq, (SELECT count(*) FROM lines WHERE lines.run = runs.id),
    (SELECT max(seq) FROM lines WHERE lines.run = runs.id)
  FROM runs`;

/** What is wrong with the file as a whole: its structure, and rows that do not fit each other. */
export function checkFile(connection: Connection): string[] {
  const structure = connection.sql("PRAGMA integrity_check").all().map(String);
  const strays = connection.sql("PRAGMA foreign_key_check").all().length;
  const ends = connection
    .sql(ENDS)
    .all()
    .filter(([, seq, count, max]) => seq !== count || seq !== max);
  return [
    ...structure.filter((each) => each !== "ok"),
    ...(strays > 0 ? [`${strays} lines belong to no run`] : []),
    ...ends.map(
      ([run, seq, count]) => `run ${run}: ${seq} events were written, ${count} are there`,
    ),
  ];
}
