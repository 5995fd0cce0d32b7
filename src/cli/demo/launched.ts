import { realpathSync } from "node:fs";
import { delimiter, isAbsolute, join, relative, sep } from "node:path";
import { shellWord } from "../../core/shellWords.ts";

/** How this process was started, as far as it tells how it can be started again. */
export interface Launch {
  /** The script as Node was given it. */
  readonly script: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const here = (): Launch => ({
  script: process.argv[1] ?? "",
  cwd: process.cwd(),
  env: process.env,
});

/**
 * What a person types to call this very program again, from the folder they are in: `pawl` where that is on the
 * PATH, `npx pawl` where npm started it, else node with the script's path.
 */
export function howToCall(launch: Launch = here()): string {
  const { cwd, env } = launch;
  const script = real(launch.script);
  // npm puts its own folders on the PATH of what it starts, so it is asked first.
  const project = env["npm_command"] === undefined ? undefined : env["npm_config_local_prefix"];
  if (project !== undefined && isInside(script, real(project))) {
    const from = env["INIT_CWD"] ?? cwd;
    return isInside(real(from), real(project))
      ? "npx pawl"
      : `npx --prefix ${shellWord(project)} pawl`;
  }
  if (project === undefined && isOnPath(script, env["PATH"])) return "pawl";
  const short = relative(cwd, script);
  return `node ${shellWord(short.startsWith("..") || isAbsolute(short) ? script : short)}`;
}

const isOnPath = (script: string, path: string | undefined): boolean =>
  (path ?? "")
    .split(delimiter)
    .some((folder) => isAbsolute(folder) && real(join(folder, "pawl")) === script);

const isInside = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
