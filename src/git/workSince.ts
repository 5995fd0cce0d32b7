import { git, gitFields } from "./git.ts";
import { repositoryOf } from "./repository.ts";
import { withCurrentTree } from "./snapshot.ts";

/** What working files changed since a commit. */
export interface WorkSince {
  /** As `git diff` writes it, of whole files; at most as long as asked for. */
  readonly patch: string;
  /** Files that are not in it, largest first; binary ones have no lines. */
  readonly leftOut: readonly {
    readonly path: string;
    readonly added: number;
    readonly removed: number;
  }[];
  /** How many files differ. */
  readonly files: number;
}

/** A file with more lines than this is not even looked at for its difference, nor more files than that. */
const MOST_LINES = 5_000;
const MOST_FILES = 400;

/**
 * How the working files of the repository around a folder differ from a commit: committed, changed, and new ones that
 * are not ignored. Index and repository stay untouched. Where all is longer than `most` characters, the largest files
 * are left out until the rest fits.
 * @throws GitError where the commit is not there, or git cannot read the files
 */
export async function workSince(dir: string, since: string, most: number): Promise<WorkSince> {
  const repository = await repositoryOf(dir);
  if (!repository) return { patch: "", leftOut: [], files: 0 };
  return withCurrentTree(repository, async (tree, env) => {
    const options = { cwd: repository.top, env };
    const numbers = await gitFields([...COMPARE, "--numstat", "-z", since, tree], options);
    const changed = numbers.map(fileOf);
    const small = changed
      .filter(({ added, removed, isBinary }) => !isBinary && added + removed <= MOST_LINES)
      .toSorted((a, b) => sizeOf(a) - sizeOf(b))
      .slice(0, MOST_FILES);
    const paths = small.map(({ path }) => `:(top,literal)${path}`);
    const args = [
      ...COMPARE,
      "-p",
      "--no-color",
      "--src-prefix=a/",
      "--dst-prefix=b/",
      since,
      tree,
      "--",
      ...paths,
    ];
    const text = small.length === 0 ? "" : (await git(args, options)).toString("utf8");
    const patches = text.split(/^(?=diff --git )/m).filter(Boolean);
    return fitting(changed, small, patches, most);
  });
}

const COMPARE = ["diff-tree", "-r", "--no-renames", "--no-ext-diff", "--no-textconv"];

interface Changed {
  readonly path: string;
  readonly added: number;
  readonly removed: number;
  readonly isBinary: boolean;
}

function fileOf(line: string): Changed {
  const [added = "", removed = "", ...path] = line.split("\t");
  const isBinary = added === "-";
  return {
    path: path.join("\t"),
    added: Number(added) || 0,
    removed: Number(removed) || 0,
    isBinary,
  };
}

const sizeOf = ({ added, removed }: Changed): number => added + removed;

/** git writes patches in the order of paths, as bytes. */
function fitting(
  changed: readonly Changed[],
  small: readonly Changed[],
  patches: readonly string[],
  most: number,
): WorkSince {
  const inOrder = small.toSorted((a, b) =>
    Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)),
  );
  const held = inOrder.map((file, at) => ({ file, patch: patches[at] ?? "" }));
  const left = new Set(changed.filter((file) => !small.includes(file)));
  let room = most - held.reduce((sum, { patch }) => sum + patch.length, 0);
  for (const { file, patch } of held.toSorted((a, b) => b.patch.length - a.patch.length)) {
    if (room >= 0) break;
    left.add(file);
    room += patch.length;
  }
  const leftOut = [...left].toSorted((a, b) => sizeOf(b) - sizeOf(a));
  return {
    patch: held
      .filter(({ file }) => !left.has(file))
      .map(({ patch }) => patch)
      .join("")
      .trimEnd(),
    leftOut: leftOut.map(({ path, added, removed }) => ({ path, added, removed })),
    files: changed.length,
  };
}
