import { posix } from "node:path";

/** What of a command line is no program, but stands before one. */
const BEFORE = new Set(
  "! { ( if then elif else while until do time exec env command nohup".split(" "),
);

/** These carry out the file that their arguments name first. */
const INTERPRETERS =
  /^(?:sh|bash|dash|zsh|ksh|fish|source|\.|node|nodejs|deno|bun|tsx|ts-node|python[\d.]*|ruby|perl|php|pwsh|Rscript)$/;

const RUNNERS = /^(?:npm|pnpm|yarn|bun)$/;

/** What a package's manifest says: its scripts, by their names. */
export type Scripts = Readonly<Record<string, string>>;

/** How a command is looked at. */
export interface Around {
  /** The folder in which it runs; names are relative to the same as the paths that are given back. */
  readonly cwd: string;
  /** Whether a file is there. */
  readonly isFile: (path: string) => Promise<boolean>;
  /** Scripts of the package in a folder; none where there is none. */
  readonly scriptsIn: (folder: string) => Promise<Scripts>;
  /** Told of each script that is run. */
  readonly onScript?: (folder: string, name: string) => void;
}

/**
 * The files that a shell text has carried out: programs given by a path, the file that an interpreter is given first, and
 * those of the package scripts that it runs. Their paths are normal. What these start in turn is not looked at.
 */
export async function startedFiles(text: string, around: Around): Promise<string[]> {
  return [...new Set(await started(text, around, new Set()))];
}

async function started(text: string, around: Around, seen: Set<string>): Promise<string[]> {
  let { cwd } = around;
  const found: string[] = [];
  for (const words of commandsOf(text)) {
    const [name = "", ...args] = words;
    const plain = args.filter((each) => !each.startsWith("-"));
    if (name === "cd") cwd = posix.join(cwd, plain[0] ?? "");
    // An option's value may stand before the file.
    const candidates = INTERPRETERS.test(posix.basename(name)) ? [name, ...plain] : [name];
    const file = await firstFile(candidates, cwd, around);
    if (file !== undefined) found.push(file);
    if (!RUNNERS.test(name)) continue;
    const scripts = await around.scriptsIn(cwd);
    for (const script of scriptsOf(plain, scripts)) {
      const key = `${cwd}\0${script}`;
      if (seen.has(key)) continue;
      seen.add(key);
      around.onScript?.(cwd, script);
      found.push(...(await started(scripts[script]!, { ...around, cwd }, seen)));
    }
  }
  return found;
}

async function firstFile(
  [name = "", ...args]: readonly string[],
  cwd: string,
  { isFile }: Around,
): Promise<string | undefined> {
  // A program's name alone is looked for elsewhere.
  for (const each of name.includes("/") ? [name, ...args] : args) {
    const path = posix.join(cwd, each);
    if (await isFile(path)) return path;
  }
  return undefined;
}

/** What package managers run of a manifest when they install, without being told to. */
export const LIFECYCLE: readonly string[] = [
  ..."preinstall install postinstall prepublish".split(" "),
  ..."preprepare prepare postprepare dependencies".split(" "),
];

const INSTALLS = new Set("ci i install install-clean clean-install add".split(" "));

/** Of `npm test` or `npm run lint` the script itself, and what is run before and after it. */
function scriptsOf(args: readonly string[], scripts: Scripts): string[] {
  // Without any word yarn installs.
  if (args.length === 0 || args.some((each) => INSTALLS.has(each)))
    return LIFECYCLE.filter((each) => Object.hasOwn(scripts, each));
  const names = args.map((each) => (each === "t" ? "test" : each));
  return names
    .flatMap((each) => [`pre${each}`, each, `post${each}`])
    .filter((each) => Object.hasOwn(scripts, each));
}

/** Its simple commands as words without quotation marks: no shell, but enough to find what is named. */
function commandsOf(text: string): string[][] {
  return text
    .replaceAll(/\\\n/g, " ")
    .split(/&&|\|\||[;|&\n()]/)
    .map((part) => (part.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map(unquoted))
    .map((words) => words.slice(words.findIndex((word) => !isBefore(word))))
    .filter((words) => words.length > 0 && !isBefore(words[0]!));
}

const unquoted = (word: string): string => word.replaceAll(/["']/g, "");

const isBefore = (word: string): boolean => BEFORE.has(word) || /^\w+=/.test(word);
