import type { Around } from "../build/namedText.ts";
import type { Span } from "../diagnostic.ts";
import { quoted } from "../schema/words.ts";
import { nameIn } from "./frontMatter.ts";

/** Where Claude Code keeps a project's agents. */
export const AGENTS_FOLDER = ".claude/agents";

/** Files of that folder that are looked into for a name. */
const MOST_FILES = 200;

/**
 * The file that defines an agent: the one of its name, or else the one that says the name in its front matter.
 * Two that say it are reported.
 */
export function fileOfAgent(
  name: string,
  at: Span,
  { files, findings }: Around,
): string | undefined {
  const own = `${AGENTS_FOLDER}/${name}.md`;
  if (files.exists(own)) return own;
  const paths = files
    .names(AGENTS_FOLDER)
    .filter((each) => each.endsWith(".md"))
    .slice(0, MOST_FILES)
    .map((each) => `${AGENTS_FOLDER}/${each}`);
  const [first, second] = paths.filter((path) => nameIn(files.peek(path) ?? "") === name);
  if (second !== undefined) {
    const message = `${first} and ${second} both say that they are ${quoted(name)}`;
    findings.error(at, "duplicate-id", message, "give one of them another name");
  }
  return first;
}
