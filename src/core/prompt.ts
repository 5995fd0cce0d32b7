/** A piece of a prompt: text as it stands, or an expression with its place between `${{` and `}}`. */
export type PromptPart =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "expression";
      readonly source: string;
      /** Where the expression begins in the prompt, in UTF-16 units; it ends `source.length` after. */
      readonly start: number;
    }
  /** A `${{` without its `}}`. */
  | { readonly type: "unclosed"; readonly start: number; readonly text: string };

const OPEN = "${{";

/** Takes a prompt apart. `$${{` stands for the characters `${{` themselves. */
export function splitPrompt(prompt: string): PromptPart[] {
  const parts: PromptPart[] = [];
  let text = "";
  let from = 0;
  for (let at = prompt.indexOf(OPEN); at !== -1; at = prompt.indexOf(OPEN, from)) {
    if (prompt[at - 1] === "$" && at > from) {
      text += prompt.slice(from, at - 1) + OPEN;
      from = at + OPEN.length;
      continue;
    }
    text += prompt.slice(from, at);
    const start = at + OPEN.length;
    const end = endOfExpression(prompt, start);
    if (text !== "") parts.push({ type: "text", text });
    text = "";
    if (end === -1) return [...parts, { type: "unclosed", start: at, text: prompt.slice(at) }];
    parts.push({ type: "expression", source: prompt.slice(start, end), start });
    from = end + 2;
  }
  text += prompt.slice(from);
  return text === "" ? parts : [...parts, { type: "text", text }];
}

/** Quoted text of CEL, in which braces mean nothing; and the braces. */
const TOKEN = /"""[^]*?"""|'''[^]*?'''|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[{}]/g;

/** Where the `}}` stands that ends an expression: one that closes no brace of the expression itself. */
function endOfExpression(prompt: string, start: number): number {
  let depth = 0;
  TOKEN.lastIndex = start;
  for (let found = TOKEN.exec(prompt); found; found = TOKEN.exec(prompt)) {
    if (found[0] === "{") depth++;
    else if (found[0] === "}" && depth > 0) depth--;
    else if (found[0] === "}" && prompt[found.index + 1] === "}") return found.index;
  }
  return -1;
}

/** Works out an expression. Throws with a text for a person. */
type Evaluate = (source: string, scope: Readonly<Record<string, unknown>>) => unknown;

/**
 * A prompt with its expressions worked out. Text is put in as it is, all else as JSON.
 * Throws what `evaluate` throws, and where a value is null: that is nearly always a mistake.
 */
export function renderPrompt(
  prompt: string,
  scope: Readonly<Record<string, unknown>>,
  evaluate: Evaluate,
): string {
  return splitPrompt(prompt)
    .map((part) =>
      part.type === "expression" ? textOf(part.source, evaluate(part.source, scope)) : part.text,
    )
    .join("");
}

function textOf(source: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (value === null || value === undefined)
    throw new Error(`\${{${source}}} in the prompt is null`);
  return typeof value === "bigint" ? String(value) : JSON.stringify(value);
}
