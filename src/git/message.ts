/** What Pawl knows its commits by. */
export type Trailers = Readonly<Record<string, string | number>>;

/** A commit's message: its first line, and at its end a line for each trailer. */
export function messageOf(subject: string, trailers: Trailers): string {
  const lines = Object.entries(trailers).map(([name, value]) => `${name}: ${value}`);
  return `${firstLine(subject)}\n\n${lines.join("\n")}\n`;
}

/** A subject has one line, in which nothing steers a terminal; git takes away what it is empty of. */
const firstLine = (subject: string): string =>
  // eslint-disable-next-line no-control-regex
  subject.replace(/[\u0000-\u001f\u007f\s]+/gu, " ").trim() || "(no description)";

/** Trailers of the message's last paragraph, where all of it is trailers; of one that is there twice, the last. */
export function trailersOf(message: string): Record<string, string> {
  const last = message
    .trimEnd()
    .split(/\n\s*\n/)
    .slice(1)
    .at(-1);
  const pairs = (last?.split("\n") ?? []).map((line) => /^([A-Za-z][A-Za-z-]*): (.*)$/.exec(line));
  if (pairs.some((each) => each === null)) return {};
  return Object.fromEntries(pairs.map((each) => [each![1], each![2]]));
}
