const HEADING = /^ {0,3}(#{1,6})\s+(.*?)\s*#*\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

interface Heading {
  readonly level: number;
  readonly text: string;
  readonly line: number;
}

/** The part of a Markdown text under the first heading that contains one of these names as a word of its own. */
export function sectionOf(text: string, names: readonly string[]): string | undefined {
  const lines = text.split(/\r?\n/);
  const headings = headingsOf(lines);
  const at = headings.findIndex((each) => names.some((name) => contains(each.text, name)));
  const heading = headings[at];
  if (!heading) return undefined;
  const next = headings.slice(at + 1).find((each) => each.level <= heading.level);
  return lines.slice(heading.line, next?.line).join("\n").trim();
}

/** Headings that are no part of a block of code. */
function headingsOf(lines: readonly string[]): Heading[] {
  const headings: Heading[] = [];
  let fence: string | undefined;
  for (const [line, content] of lines.entries()) {
    const mark = FENCE.exec(content)?.[1];
    if (fence !== undefined) {
      // A block ends with as many marks as it began with, or more, and nothing after them.
      if (mark?.startsWith(fence) && content.trim() === mark) fence = undefined;
    } else if (mark !== undefined) fence = mark;
    else {
      const [, marks, text] = HEADING.exec(content) ?? [];
      if (marks !== undefined) headings.push({ level: marks.length, text: text!, line });
    }
  }
  return headings;
}

/** `auth-1` is in "Task auth-1: users", and not in "Task auth-12" nor in "auth-1.2". */
function contains(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    const before = text.slice(0, at);
    const after = text.slice(at + name.length);
    if (
      !/[\p{L}\p{N}_-]$|[\p{L}\p{N}]\.$/u.test(before) &&
      !/^(?:[\p{L}\p{N}_-]|\.[\p{L}\p{N}])/u.test(after)
    )
      return true;
  }
  return false;
}
