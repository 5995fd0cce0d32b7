import { setMaxListeners } from "node:events";
import { PawlError } from "../../core/error.ts";
import type { AdoptOptions, AttemptHandle, AttemptOrder, Executor } from "../port.ts";
import { Attempt } from "./attempt.ts";
import { troubleWith } from "./frames.ts";
import { NodeStarter } from "./nodeStarter.ts";
import { PerlStarter } from "./perlStarter.ts";
import { findProgram } from "./starter.ts";
import type { Starter } from "./starter.ts";

const SUPERVISORS = ["perl", "perl-posix", "node"] as const;

export interface CommandExecutorOptions {
  /**
   * What attempts are supervised by: perl where there is one, for it starts them in a fraction of the time.
   * `perl-posix` keeps from Linux's own system calls, as perl on other systems does.
   */
  readonly supervisor?: (typeof SUPERVISORS)[number];
  /** Whether a host that cannot be asked is known to be gone, so that its attempts are given up. */
  readonly hostIsDead?: (host: string) => boolean;
}

/** Performs attempts of shell commands, in supervisors that outlive this process. */
export function commandExecutor(options: CommandExecutorOptions = {}): Executor {
  return new CommandExecutor(options);
}

class CommandExecutor implements Executor {
  readonly #wanted: CommandExecutorOptions["supervisor"];
  readonly #hostIsDead: (host: string) => boolean;
  readonly #closing = new AbortController();
  #starter: Starter | undefined;

  constructor(options: CommandExecutorOptions) {
    this.#wanted = options.supervisor ?? supervisorOfEnvironment();
    this.#hostIsDead = options.hostIsDead ?? (() => false);
    setMaxListeners(0, this.#closing.signal);
  }

  start(order: AttemptOrder): AttemptHandle {
    const attempt = this.#attempt(order);
    const trouble = troubleWith(order);
    if (trouble !== undefined) {
      attempt.fail(trouble);
      return attempt;
    }
    attempt.startedBy((answered) => this.#starterOf().run(order, answered));
    return attempt;
  }

  prepare(): void {
    this.#starterOf().prepare?.();
  }

  adopt(order: AttemptOrder, given?: AdoptOptions): AttemptHandle {
    const attempt = this.#attempt(order, given?.hostIsDead);
    attempt.follow();
    return attempt;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#starter?.close();
  }

  #attempt(order: AttemptOrder, isDead = false): Attempt {
    const closed = this.#closing.signal;
    if (closed.aborted) throw new PawlError("internal", "the executor is closed");
    const hostIsDead = (host: string): boolean => isDead || this.#hostIsDead(host);
    return new Attempt(order, { hostIsDead, closed });
  }

  #starterOf(): Starter {
    return (this.#starter ??= this.#chooseStarter());
  }

  #chooseStarter(): Starter {
    const perl = findProgram("perl") ?? "perl";
    if (this.#wanted === "node") return new NodeStarter();
    return new PerlStarter(perl, {
      ...(this.#wanted === "perl-posix" && { system: "posix.pl" }),
      // Where perl was asked for, nothing takes its place unnoticed.
      otherwise: () => (this.#wanted === undefined ? new NodeStarter() : undefined),
    });
  }
}

function supervisorOfEnvironment(): CommandExecutorOptions["supervisor"] {
  const text = process.env["PAWL_SUPERVISOR"];
  if (!text) return undefined;
  const supervisor = SUPERVISORS.find((each) => each === text);
  if (supervisor) return supervisor;
  throw new PawlError("usage", `PAWL_SUPERVISOR is "${text}"; it can be perl, perl-posix or node`);
}
