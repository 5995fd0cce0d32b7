import type { Around } from "../build/namedText.ts";
import type { Span } from "../diagnostic.ts";
import { quoted } from "../schema/words.ts";
import { nameIn } from "./frontMatter.ts";

/** Where Claude Code keeps a project's agents. */
export const AGENTS_FOLDER = ".claude/agents";

/** Files of that folder that are looked into for a name. */
const MOST_FILES = 200;

/** Folders in folders are gone into so far. */
const DEEPEST = 4;

/** The files of that folder and of those in it, as paths from where it is, in the order of their names. */
export function agentFiles(
  files: { names(folder: string): readonly string[] },
  folder = AGENTS_FOLDER,
  depth = 0,
): readonly string[] {
  const names = files.names(folder).map((each) => `${folder}/${each}`);
  const inFolders =
    depth < DEEPEST
      ? names
          .filter((each) => !each.endsWith(".md"))
          .flatMap((each) => agentFiles(files, each, depth + 1))
      : [];
  return [...names.filter((each) => each.endsWith(".md")), ...inFolders].slice(0, MOST_FILES);
}

/**
 * The file that defines an agent: the one of its name, or else the one that says the name in its front matter or lies
 * by that name in a folder of the folder. Two that could be meant are reported.
 */
export function fileOfAgent(
  name: string,
  at: Span,
  { files, findings }: Around,
): string | undefined {
  const own = `${AGENTS_FOLDER}/${name}.md`;
  if (files.exists(own)) return own;
  const isNamed = (path: string): boolean =>
    path.endsWith(`/${name}.md`) || nameIn(files.peek(path) ?? "") === name;
  const [first, second] = agentFiles(files).filter(isNamed);
  if (second !== undefined) {
    const message = `${first} and ${second} are both ${quoted(name)}`;
    findings.error(at, "duplicate-id", message, "give one of them another name");
  }
  return first;
}
