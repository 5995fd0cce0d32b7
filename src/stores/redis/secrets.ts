import { readFileSync } from "node:fs";
import { PawlError } from "../../core/error.ts";
import type { Environment } from "./address.ts";

/** A password, and where it came from; only the latter is ever shown. */
export interface Secret {
  readonly password: string;
  readonly source: string;
}

/** The password of the address, else of the environment, else of the file that the environment names. */
export function passwordFrom(inAddress: string | undefined, env: Environment): Secret | undefined {
  if (inAddress !== undefined) return { password: inAddress, source: "the address" };
  const { PAWL_REDIS_PASSWORD: password, PAWL_REDIS_PASSWORD_FILE: path } = env;
  if (password) return { password, source: "PAWL_REDIS_PASSWORD" };
  if (!path) return undefined;
  return { password: fileOf("PAWL_REDIS_PASSWORD_FILE", path).trim(), source: `the file ${path}` };
}

/** Text of a file that a variable names. */
export function fileOf(variable: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const why = code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
    throw new PawlError("usage", `${variable} names ${path}: ${why}`, { cause });
  }
}

/**
 * A password that was given on the command line is taken out of what `ps` shows. For the moment until here it was
 * there to be seen: the environment and a file are the better places.
 */
export function hideFromProcessList(password: string): void {
  const spellings = [password, encodeURIComponent(password)];
  const isThere = process.argv.some((each) =>
    spellings.some((spelling) => each.includes(spelling)),
  );
  if (!isThere) return;
  const hidden = process.argv.map((each) =>
    spellings.reduce((text, spelling) => text.replaceAll(spelling, "***"), each),
  );
  process.title = [process.argv0, ...process.execArgv, ...hidden.slice(1)].join(" ");
}
