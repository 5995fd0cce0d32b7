const INTEGER = /^[-+]?[0-9]+$/;
const OCTAL = /^0o[0-7]+$/;
const HEX = /^0x[0-9a-fA-F]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*|(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+)$/;
const INFINITE = /^([-+]?)\.(?:inf|Inf|INF)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
/** What may begin anything but a string: digits, signs, dots, `~`, and the words null, true and false. */
const MAYBE_TYPED = /^[-+.0-9~nNtTfF]/;

/** What text without quotes means in YAML 1.2 (core schema). */
export function plainValue(text: string): string | number | boolean | null {
  if (text === "" || text === "~") return null;
  if (!MAYBE_TYPED.test(text)) return text;
  switch (text) {
    case "null":
    case "Null":
    case "NULL":
      return null;
    case "true":
    case "True":
    case "TRUE":
      return true;
    case "false":
    case "False":
    case "FALSE":
      return false;
    default:
      return numberOrText(text);
  }
}

function numberOrText(text: string): string | number {
  if (INTEGER.test(text) || FLOAT.test(text) || HEX.test(text)) return Number(text);
  if (OCTAL.test(text)) return Number.parseInt(text.slice(2), 8);
  if (NOT_A_NUMBER.test(text)) return Number.NaN;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === "-" ? -Infinity : Infinity;
  return text;
}
