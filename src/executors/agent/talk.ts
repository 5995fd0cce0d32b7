import type { DriverName } from "../../core/agent.ts";
import type { Usage } from "../../core/usage.ts";
import type { Capabilities, Exit, Invocation, Launch, Outcome } from "./driver.ts";
import type { AgentEvent } from "../../core/agentEvent.ts";

/** The agent's process as the runner started it: lines of stdout come in as they are read. */
export interface AgentProcess {
  /** Writes to its stdin, which was left open; nothing happens if it is gone. */
  write(text: string): void;
  /** Closes its stdin. */
  closeInput(): void;
  /** Called with each line of stdout. Set once, before anything is awaited. */
  onLine(listener: (line: string) => void): void;
  /** Signals the process itself; what it started is ended by the attempt's supervisor. */
  kill(signal: NodeJS.Signals): void;
  readonly exited: Promise<Exit>;
}

/** What a conversation has to do with the outside. */
export interface TalkContext {
  /** Starts the agent; what it writes to stdout and stderr is kept in the attempt's folder. */
  start(invocation: Invocation): AgentProcess;
  emit(event: AgentEvent): void;
}

/** One attempt's conversation with an agent. */
export interface Talk {
  /** Id of its session, where that is known before the agent tells it. */
  readonly session?: string;
  /** Resolves when the agent's process has ended; never rejects. */
  readonly ended: Promise<{ readonly outcome: Outcome; readonly exit: Exit }>;
  /** What is known to be used up so far. */
  usage(): Usage | undefined;
  /** Asks the agent to stop in the gentlest way it knows (`Capabilities.softCancel`); the runner sees to the rest. */
  stop(): void;
}

/** An agent that must be answered while it works. */
export interface TalkDriver {
  readonly name: DriverName;
  readonly capabilities: Capabilities;
  /** Looked for on PATH; undefined where the plan says what to start. */
  readonly program: string | undefined;
  talk(launch: Launch, context: TalkContext): Talk;
}
