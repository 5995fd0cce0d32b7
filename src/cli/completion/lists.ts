/**
 * Shell text that lists what is there, one a line: run ids, addresses of tasks, phases. It needs nothing but tr and
 * sed. In JSON a quote inside of a text is escaped, so that no text can look like a key.
 */
const list = (key: string): string =>
  `tr '{,' '\\n\\n' | sed -n 's/^ *"${key}": *"\\([^"]*\\)".*/\\1/p'`;

/** @param pawl shell text that calls Pawl, in the folder that the words typed so far name */
export const listRuns = (pawl: string): string =>
  `${pawl} runs --json 2>/dev/null | ${list("run")}`;

/** @param run shell text for the run's id; may come out empty */
export const listTasks = (pawl: string, run: string): string =>
  `${pawl} status ${run} --json 2>/dev/null | ${list("address")}`;

export const listPhases = (pawl: string, run: string): string =>
  `${listTasks(pawl, run)} | sed 's,/.*,,' | uniq`;
