import { PawlError } from "../../core/error.ts";
import { runId } from "../../core/ids.ts";
import type { Connection } from "./connection.ts";
import { RunJournal } from "./journal.ts";
import type { Keys } from "./keys.ts";

/** What is wrong with all that is kept: journals of which the chain is broken, and those that only one side knows of. */
export async function checkAll(connection: Connection, keys: Keys): Promise<string[]> {
  const listed = (await connection.do((link) => link.send(["HKEYS", keys.runs]))) as string[];
  const found: string[] = [];
  for (const run of listed) {
    const wrong = await brokenIn(connection, keys, run);
    if (wrong !== undefined) found.push(wrong);
  }
  const known = new Set(listed.map((run) => keys.of(runId(run)).journal));
  const strays = (await journalsOf(connection, keys)).filter((each) => !known.has(each));
  return [...found, ...strays.map((each) => `${each} is a journal of no run that is listed`)];
}

async function brokenIn(
  connection: Connection,
  keys: Keys,
  run: string,
): Promise<string | undefined> {
  try {
    const journal = new RunJournal(connection, keys, runId(run));
    return (await journal.read(0)) ? undefined : `run ${run} is listed, and has no journal`;
  } catch (error) {
    if (error instanceof PawlError && error.code.startsWith("journal-")) return error.message;
    throw error;
  }
}

async function journalsOf(connection: Connection, keys: Keys): Promise<string[]> {
  const pattern = `${keys.prefix.replace(/[*?[\]\\^-]/g, "\\$&")}run:*:journal`;
  const found = new Set<string>();
  for (let cursor = "0"; ;) {
    const [next, some] = (await connection.do((link) =>
      link.send(["SCAN", cursor, "MATCH", pattern, "COUNT", "1000"]),
    )) as [string, string[]];
    for (const each of some) found.add(each);
    if (next === "0") return [...found].sort();
    cursor = next;
  }
}
