import { execFile } from "node:child_process";
import { findProgram } from "../command/starter.ts";

/** Where bubblewrap is, and that it works here; or why not, for a person. */
export type Bubblewrap =
  | { readonly program: string; readonly why?: undefined }
  | { readonly program?: undefined; readonly why: string };

/** What every sandbox begins with: all is there, nothing can be written, and no process outside is seen. */
export const SHELL_OF_SANDBOX: readonly string[] = [
  "--ro-bind / / --dev /dev --unshare-pid --unshare-ipc --proc /proc",
  // Root could mount anew what it must not write to.
  "--cap-drop ALL",
].flatMap((each) => each.split(" "));

const MOST_MS = 10_000;

/** Tries it: where it is installed, the system may still not let it make namespaces. */
export async function findBubblewrap(program = findProgram("bwrap")): Promise<Bubblewrap> {
  if (process.platform !== "linux")
    return { why: "`isolation: sandbox` needs bubblewrap, which there is on Linux only" };
  if (program === undefined)
    return {
      why: "`isolation: sandbox` needs bubblewrap, and bwrap is not on the PATH; install it (apt-get install bubblewrap), or take the key out",
    };
  const said = await tryIt(program);
  if (said === undefined) return { program };
  return {
    why: `\`isolation: sandbox\` needs bubblewrap, and ${program} is not permitted to work here: ${said}; let users make namespaces, or take the key out`,
  };
}

const tryIt = (program: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const options = { timeout: MOST_MS, encoding: "utf8" } as const;
    execFile(program, [...SHELL_OF_SANDBOX, "--", "/bin/true"], options, (error, _, stderr) => {
      const last = stderr.trim().split("\n").at(-1);
      resolve(error ? last || error.message : undefined);
    });
  });
