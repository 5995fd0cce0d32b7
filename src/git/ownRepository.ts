import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withoutPassword } from "../core/withoutPassword.ts";
import { git, gitFields, gitText } from "./git.ts";
import type { Repository } from "./repository.ts";

/** What of a repository's configuration its files and its history are read by. Nothing of it starts a hook, or is a secret. */
const KEPT = new RegExp(
  `^(?:${[
    "core\\.(?:autocrlf|eol|symlinks|ignorecase|filemode|precomposeunicode|attributesfile|excludesfile|bigfilethreshold|longpaths)",
    "(?:filter|diff|merge|lfs)\\..*",
    "user\\.(?:name|email)",
    "i18n\\..*",
    "extensions\\.(?:objectformat|partialclone)",
    "remote\\..*\\.(?:url|fetch|tagopt|promisor|partialclonefilter)",
  ].join("|")})$`,
  "s",
);

/** Refs that somebody asks for by name: not what is stashed or replaced, and not Pawl's own. */
const REFS = ["refs/heads", "refs/tags", "refs/remotes", "refs/notes"];

/**
 * Makes `.git` in a new folder: a repository with refs, configuration and hooks (none) of its own, which reads the
 * objects of another and writes none there. Its HEAD is at the commit, and nothing is checked out.
 */
export async function makeOwnRepository(
  { top, objects }: Pick<Repository, "top" | "objects">,
  commit: string,
  folder: string,
): Promise<void> {
  const own = join(folder, ".git");
  for (const name of ["objects/info", "refs/heads", "info"])
    await mkdir(join(own, name), { recursive: true });
  await writeFile(join(own, "objects/info/alternates"), `${objects}\n`);
  await writeFile(join(own, "packed-refs"), await refsOf(top));
  await writeFile(join(own, "config"), await configOf(top), { mode: 0o600 });
  // Where a shallow history ends, and which attributes count although no commit has them.
  for (const name of ["shallow", "info/attributes", "info/exclude"]) {
    const from = await gitText(["rev-parse", "--path-format=absolute", "--git-path", name], {
      cwd: top,
    });
    await copyFile(from, join(own, name)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
  await writeFile(join(own, "HEAD"), `${commit}\n`);
}

const refsOf = (top: string): Promise<Buffer> =>
  git(["for-each-ref", "--format=%(objectname) %(refname)", ...REFS], { cwd: top });

async function configOf(top: string): Promise<string> {
  const settings = await gitFields(["config", "--local", "--includes", "--list", "-z"], {
    cwd: top,
  });
  const lines = ["[core]", "\trepositoryformatversion = 1", "\tbare = false"];
  for (const each of settings) {
    const [key = "", ...rest] = each.split("\n");
    if (KEPT.test(key)) lines.push(...settingLines(key, rest.join("\n"), each.includes("\n")));
  }
  return `${lines.join("\n")}\n`;
}

/** As git's configuration has it. One without a value is switched on. */
function settingLines(key: string, value: string, hasValue: boolean): string[] {
  const first = key.indexOf(".");
  const last = key.lastIndexOf(".");
  const section = key.slice(0, first);
  const inner = first === last ? "" : ` "${escaped(key.slice(first + 1, last))}"`;
  const text = hasValue ? `"${escaped(withoutPassword(value)).replaceAll("\n", "\\n")}"` : "true";
  return [`[${section}${inner}]`, `\t${key.slice(last + 1)} = ${text}`];
}

const escaped = (text: string): string => text.replaceAll(/["\\]/g, String.raw`\$&`);
