import { statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { DriverName } from "../../core/agent.ts";

/** What there is to know of an agent's program without running a model. */
export interface AgentAbout {
  readonly driver: DriverName;
  /** Its name for people. */
  readonly title: string;
  /** The program that is looked for on PATH. */
  readonly program: string;
  /** Make it print its version and end. */
  readonly versionArgs: readonly string[];
  /** How a person gets it: a shell command. */
  readonly install: string;
  /** Variables each of which is a key to it, if set. */
  readonly keys: readonly string[];
  /** Files that it writes when a person signs in. */
  readonly signInFiles: readonly SignInFile[];
  /** What a person does to sign in: one line. */
  readonly signIn: string;
  /** Places that cannot be looked into, so that "not signed in" is not certain: one line. */
  readonly unsure?: string;
}

/** A file within the folder that `variable` names, or else within a folder of the home folder. */
export interface SignInFile {
  readonly variable?: string;
  /** Relative to the home folder, used where `variable` is absent or not set. */
  readonly folder: string;
  readonly name: string;
}

/** By what an agent is signed in. */
export type SignedIn =
  | { readonly by: "variable"; readonly name: string }
  | { readonly by: "file"; readonly path: string };

/**
 * By what an agent's program is signed in, as far as variables and files tell; undefined if by nothing that they do.
 * Whether a key still holds is not tried: that would be a request. `env` is the environment that the agent would have.
 */
export function signedIn(
  about: AgentAbout,
  env: Readonly<Record<string, string | undefined>>,
): SignedIn | undefined {
  const name = about.keys.find((key) => Boolean(env[key]));
  if (name !== undefined) return { by: "variable", name };
  const path = about.signInFiles.map((file) => pathOf(file, env)).find(holdsSomething);
  return path === undefined ? undefined : { by: "file", path };
}

function pathOf(file: SignInFile, env: Readonly<Record<string, string | undefined>>): string {
  const named = file.variable === undefined ? undefined : env[file.variable];
  return join(named || join(env["HOME"] || homedir(), file.folder), file.name);
}

function holdsSomething(path: string): boolean {
  try {
    return statSync(path).size > 2; // `{}` is what some leave behind when a person signs out
  } catch {
    return false;
  }
}
