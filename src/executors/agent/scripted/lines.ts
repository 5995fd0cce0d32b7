import type { AgentEvent } from "../../../core/agentEvent.ts";
import type { Permissions } from "../../../core/agent.ts";
import type { ToolServer } from "../driver.ts";

/*
 * The format that the scripted agent writes to stdout: a JSON line for each event, with the members that Pawl's own
 * events have, and one kind more. A run that came to its end has `result` as its last line.
 */

/** `session-gone`: it was to go on in a session of which there is no file. */
export type ScriptedLine = AgentEvent | { readonly type: "session-gone"; readonly session: string };

/** What the program is told, in the JSON file that is its only argument. Its prompt comes on stdin. */
export interface ScriptedStart {
  /** The file that holds the script. Absolute path. */
  readonly script: string;
  readonly phase: string;
  readonly task: string;
  readonly attempt: number;
  /** The worker that it is. */
  readonly worker?: string;
  /** The stage of the task that the attempt is for, and which of its attempts it is. */
  readonly stage?: { readonly name: string; readonly attempt: number };
  /** The task's acceptance criteria. */
  readonly acceptance?: readonly string[];
  readonly model?: string;
  readonly permissions: Permissions;
  /** Where its session's file goes; those of earlier attempts are looked for from there. Absolute path. */
  readonly folder: string;
  /** Id of the session to go on in. */
  readonly resume?: string;
  readonly tools?: ToolServer;
}
