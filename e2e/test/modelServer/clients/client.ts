/** One client of each dialect, as small as it can be: what it sends for a conversation, and how it reads the answer. */
export interface Client {
  readonly name: string;
  /** Path and body of a request. Turns are what the model did so far: a text, or a call and its result. */
  request(turns: readonly Turn[], stream: boolean): { path: string; body: unknown };
  /** What was answered, of a whole answer or of the data of a stream. */
  read(answer: unknown[]): Answer;
}

export type Turn = { readonly said: string } | { readonly called: string };

export interface Answer {
  readonly text: string;
  readonly call?: string;
  readonly args?: unknown;
  /** What it is told to have used, what came from a cache included. */
  readonly input: number;
  readonly output: number;
}

export const SHELL = {
  type: "object",
  properties: { command: { type: "string" } },
  required: ["command"],
};
export const PROMPT = "Do it.";
export const SYSTEM = "You write. Working directory: /somewhere";

// oxlint-disable-next-line typescript/no-explicit-any -- answers are looked into, not trusted
export type Loose = any;
