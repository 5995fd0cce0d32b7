import { cutLine } from "./cutLine.ts";
import { oneLine } from "./safeText.ts";

/** Characters of a text that somebody else wrote, at most. */
const MOST = 300;

/**
 * A text that a task or a person wrote, as one line of Markdown that shows it as it stands: it draws nothing, and on a
 * host of code neither mentions anybody nor closes an issue.
 */
export const markdownText = (text: string): string =>
  cutLine(oneLine(text), MOST)
    .replace(/[\\`*_{}[\]()|~!$]/g, String.raw`\$&`)
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/^[-+#](?=\s)/, String.raw`\$&`)
    .replace(/^(\d+)\./, String.raw`$1\.`)
    .replace(/[@#](?=\w)/g, "$&<!-- -->")
    .replace(/\bGH-(?=\d)/gi, "$&<!-- -->")
    .replace(/:\/\//g, ":<!-- -->//");
