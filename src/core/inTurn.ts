import { shellQuoted } from "./shellWords.ts";

/** Shell text that runs commands one after the other, until one fails, and then says last of all which. */
export function inTurn(commands: readonly string[]): string {
  const [only, ...more] = commands;
  if (only !== undefined && more.length === 0) return only;
  return commands.map(orSay).join("\n");
}

/** A newline ends a comment that the command may end with. */
const orSay = (command: string): string =>
  `(\n${command}\n) || { pawl_code=$?; printf '%s\\n' ${shellQuoted(`failed: ${command}`)} >&2; exit "$pawl_code"; }`;
