/** What a tool answers: text that an agent can act on. */
export interface Answer {
  readonly text: string;
  readonly isError?: true;
}

export const answer = (text: string): Answer => ({ text });

export const wrong = (text: string): Answer => ({ text, isError: true });

/** The arguments of a call as they came: nothing is known of them. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a call tells of an argument that must be text with something in it. */
export function textArgument(given: Arguments, name: string): string | Answer {
  const value = given[name];
  if (typeof value === "string" && value.trim() !== "") return value;
  const found = value === undefined ? "nothing" : value === "" ? "empty text" : typeof value;
  return wrong(`"${name}": found ${found}, expected text. Call the tool again with it.`);
}
