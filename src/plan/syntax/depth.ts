import { loadYaml } from "../load.ts";
import { MAX_DEPTH } from "./tree.ts";

/** The lexer marks starts of documents and of scalars with characters of its own, which are not in the text. */
const MARKS = new Set(["\u0002", "\u0018", "\u001f"]);

/**
 * Where collections nest too deeply, if they do. Asked before the full parser sees the text, because that
 * recurses, and a text that nests some thousands deep can end the whole process. The lexer does not recurse.
 */
export function tooDeepAt(text: string): number | undefined {
  // Cheap first look: this many brackets, dashes, question marks or spaces must be there for it to be possible.
  if (!mayBeDeep(text)) return undefined;
  let open = 0;
  let dashes = 0;
  let offset = 0;
  for (const token of new (loadYaml().Lexer)().lex(text)) {
    if (token === "[" || token === "{") open++;
    else if (token === "]" || token === "}") open = Math.max(0, open - 1);
    else if (token === "-" || token === "?") dashes++;
    else if (token === "\n" || token === "\r\n") dashes = 0;
    if (open > MAX_DEPTH || dashes > MAX_DEPTH) return offset;
    if (!MARKS.has(token)) offset += token.length;
  }
  return undefined;
}

function mayBeDeep(text: string): boolean {
  let brackets = 0;
  for (let at = 0; at < text.length && brackets <= MAX_DEPTH; at++) {
    const character = text.charCodeAt(at);
    if (character === 0x5b || character === 0x7b) brackets++;
  }
  return brackets > MAX_DEPTH || /(?:[-?] +){64}/.test(text);
}
