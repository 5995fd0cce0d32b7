import type { DriverName, Permissions } from "../../core/agent.ts";
import type { JsonSchema } from "../../core/artifact.ts";
import type { Failure } from "../../core/failure.ts";
import type { Usage } from "../../core/usage.ts";
import type { AgentOrder } from "../port.ts";
import type { AgentEvent } from "../../core/agentEvent.ts";

/** What can be relied on with a driver; the rest of Pawl makes up for what is missing, or says so. */
export interface Capabilities {
  /**
   * What its token figures are: of this attempt; of the whole session, so that what it told before is taken away
   * (Pawl does); of the last request only; or none.
   */
  readonly usage: "exact" | "cumulative" | "last" | "none";
  readonly cost: boolean;
  /** It can be held to a JSON Schema for its last answer (a hope: the answer is checked all the same). */
  readonly schema: boolean;
  /** A session can be gone on with by its id. */
  readonly resume: boolean;
  /** What it takes for "stop" in a way that lets it end cleanly. */
  readonly softCancel: "protocol" | "SIGINT" | "SIGTERM" | "none";
  /** It starts MCP servers over stdio that it is told of. */
  readonly mcp: boolean;
  /** Which permissions it holds itself to, by its own means. */
  readonly permissions: readonly Permissions[];
}

/** What the attempt's own MCP server is started with. */
export interface ToolServer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

/** What a driver makes its command line of. */
export interface Launch {
  readonly order: AgentOrder;
  /** The prompt as it is to be sent. */
  readonly prompt: string;
  /** Absolute path of a file that holds the same. */
  readonly promptFile: string;
  /** A folder of this attempt's own, for files that the command line needs. Absolute path. */
  readonly folder: string;
  readonly cwd: string;
  /** The environment that it will have, without what `Invocation.env` adds. */
  readonly env: Readonly<Record<string, string>>;
  /** There where the agent is to have the attempt's tools. */
  readonly tools?: ToolServer;
  /** There where the last answer is to follow a schema. */
  readonly schema?: JsonSchema;
}

/** A process to start. */
export interface Invocation {
  readonly program: string;
  readonly args: readonly string[];
  /** Added to the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to stdin, which is then closed. Absent: stdin is empty. */
  readonly stdin?: string;
  /** Files to be written first, by absolute path: within `Launch.folder`. */
  readonly files?: readonly { readonly path: string; readonly text: string }[];
  /** Id that its session will have, where that can be known before it has told. */
  readonly session?: string;
}

/** How the process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last lines of its stderr. */
  readonly stderr: string;
}

/**
 * What an agent's run came to, going by the agent alone: whether it was cancelled, denied something, or handed in what
 * it should is judged above.
 */
export type Outcome =
  | { readonly type: "done"; readonly text: string; readonly structured?: unknown }
  | { readonly type: "failed"; readonly failure: Failure; readonly sessionGone?: boolean };

/** Makes events of what one process writes. One for each attempt; it keeps what it has seen. */
export interface Reader {
  /** One line of stdout, without its newline. What it does not know it passes over; it never throws. */
  line(text: string): readonly AgentEvent[];
  /** The process has ended and all its lines were read. */
  end(exit: Exit): Outcome;
  /** What is known to be used up so far. */
  usage(): Usage | undefined;
}

/** An agent that is one process for each attempt, prompt in, lines out. */
export interface LineDriver {
  readonly name: DriverName;
  readonly capabilities: Capabilities;
  /** The program that is looked for on PATH. */
  readonly program: string;
  launch(launch: Launch): Invocation;
  reader(launch: Launch): Reader;
}
