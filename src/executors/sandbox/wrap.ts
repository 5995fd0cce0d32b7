import { existsSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import { shellQuoted } from "../../core/shellWords.ts";
import { packageRoot } from "../../packageRoot.ts";
import { AGENT_FILES } from "../agent/files.ts";
import type { AttemptOrder, Sandbox } from "../port.ts";
import { SHELL_OF_SANDBOX } from "./bubblewrap.ts";

/**
 * Ends what the command has left running, which nobody sees from outside. Signals are for the command: this waits for it.
 */
const AND_ALL_ITS_OWN =
  'trap : HUP INT TERM; /bin/sh -c "$0"; status=$?; kill -s KILL -- -1 2> /dev/null; exit "$status"';

/** Variables that say where an agent keeps what else is in the home. */
const HOME_VARIABLES = ["CLAUDE_CONFIG_DIR", "CODEX_HOME"];

/** The same order, with its command in a sandbox. What comes later in a command line holds over what comes before. */
export function wrapped(order: AttemptOrder, sandbox: Sandbox, program: string): AttemptOrder {
  const { folder, cwd, command } = order;
  const temporary = join(folder, "tmp");
  const homes = [...homesOf(order), ...sessionsOf(order)];
  const worksIn = [...sandbox.writable, ...sandbox.readOnly, ...homes, folder, cwd];
  const argv = [
    program,
    ...SHELL_OF_SANDBOX,
    ...temporaryFolders([...worksIn, ...programsOf(order)]),
    ...[...homes, ...sandbox.writable].flatMap((path) => mount("bind-try", path)),
    ...sandbox.readOnly.flatMap((path) => mount("ro-bind-try", path)),
    ...mount("bind", folder),
    // What its supervisor says of it is not its own to say.
    ...mount("ro-bind-try", join(folder, ATTEMPT_FILES.record)),
    ..."--setenv TMPDIR".split(" "),
    temporary,
    "--chdir",
    cwd,
    ..."-- /bin/sh -c".split(" "),
    AND_ALL_ITS_OWN,
    command,
  ];
  const folders = [temporary, ...homes.filter((each) => !each.endsWith(".json"))];
  const text = `mkdir -p ${folders.map(shellQuoted).join(" ")} && exec ${argv.map(shellQuoted).join(" ")}`;
  return { ...order, command: text, cwd: "/" };
}

/** Where the agent's program keeps its configuration and its sessions. */
function homesOf({ agent, env }: AttemptOrder): string[] {
  if (!agent) return [];
  const home = env["HOME"];
  const own = home === undefined ? [] : (DRIVER_FACTS[agent.agent.use].home ?? []);
  const named = HOME_VARIABLES.flatMap((name) => env[name] ?? []);
  return [...own.map((each) => join(home!, each)), ...named];
}

/** Some agents keep a session in the folder of the attempt that began it; one that goes on in it writes there. */
function sessionsOf({ agent, folder }: AttemptOrder): string[] {
  if (!agent?.resume) return [];
  const phase = dirname(folder);
  return readdirSync(phase)
    .map((name) => join(phase, name, AGENT_FILES.driver))
    .filter((path) => existsSync(path));
}

/** Where programs are taken from: Pawl's own for an agent, and those of the user. */
const programsOf = ({ agent, env }: AttemptOrder): string[] => [
  ...(agent ? [fileURLToPath(packageRoot), process.execPath] : []),
  ...(env["PATH"] ?? "").split(delimiter),
];

/** Of its own, unless something that it needs lies there. */
const temporaryFolders = (needed: readonly string[]): string[] =>
  ["/tmp", "/var/tmp"].flatMap((path) =>
    needed.some((each) => `${each}/`.startsWith(`${path}/`)) ? [] : ["--tmpfs", path],
  );

const mount = (how: string, path: string): string[] => [`--${how}`, path, path];
