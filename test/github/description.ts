/** An operation that a request is for, with what its path says. */
export interface Matched {
  readonly template: string;
  readonly method: string;
  readonly path: Readonly<Record<string, string>>;
}

/** What a server holds requests and its own answers to. */
export interface Description {
  /** The operation that a request is for, of those in `templates`. */
  match(method: string, path: string, templates: readonly string[]): Matched | undefined;
  /** What is wrong with a request. */
  problemsOfRequest(matched: Matched, query: URLSearchParams, body: unknown): string[];
  /** What is wrong with an answer of ours. */
  problemsOfAnswer(matched: Matched, status: number, body: unknown): string[];
  /** A value such as GitHub answers with, to be changed at will: an `issue`, an `issue-comment`, or `label-items`. */
  example(name: string): object;
}

/** What a path says of a template's names; undefined where it is not of this template. */
export function pathIn(template: string, path: string): Record<string, string> | undefined {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map((each) => each[1]!);
  const found = new RegExp(`^${template.replace(/\{\w+\}/g, "([^/]+)")}$`).exec(path);
  if (!found) return undefined;
  const values = names.map((name, at) => [name, decodeURIComponent(found[at + 1]!)]);
  return Object.fromEntries(values) as Record<string, string>;
}
