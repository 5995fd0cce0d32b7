import type { Failure } from "../../../../core/failure.ts";
import type { Exit, Outcome } from "../../driver.ts";
import type { AgentAbout } from "../../about.ts";
import type { AgentEvent } from "../../../../core/agentEvent.ts";
import { classify } from "./classify.ts";
import type { Complaint } from "./classify.ts";

/** What a reader has gathered by the time that its process has ended. */
export interface Ending {
  /** It said that it was done. */
  readonly done?: { readonly text: string; readonly structured?: unknown };
  /** It said that it was not. Outweighs `done`. */
  readonly complaint?: Complaint;
  /** What a reader made of it by itself. Outweighs both. */
  readonly failure?: Failure;
}

/** Texts of what is said when a session that was to be gone on with is not there. */
const SESSION_GONE =
  /no conversation found with session id|no rollout found for|session not found|no session found|no saved session found|invalid session identifier|no previous sessions found|no session, task, or name matched/i;

/** What an agent's run came to, from what it said and how its process ended. */
export function outcomeOf(about: AgentAbout, ending: Ending, exit: Exit): Outcome {
  if (ending.failure !== undefined) return failed(ending.failure, exit);
  const complaint = ending.complaint;
  if (complaint !== undefined) return complained(about, complaint, exit);
  if (exit.signal !== null) return failed(endedBy(about, exit.signal), exit);
  if (exit.code !== 0) return exitedWith(about, exit, ending.done !== undefined);
  if (ending.done === undefined) {
    return failed(transient(`${about.title} ended without a result`), exit);
  }
  return { type: "done", ...ending.done };
}

export const transient = (message: string): Failure => ({ class: "transient", message });

const endedBy = (about: AgentAbout, signal: string): Failure => ({
  ...transient(`${about.title} was ended by ${signal}`),
  signal,
});

function complained(about: AgentAbout, complaint: Complaint, exit: Exit): Outcome {
  if (isGone(complaint.text)) return gone(about, complaint.text, exit);
  const { class: kind, until, advice } = classify(complaint, about.signIn, Date.now());
  const told = `${about.title}: ${oneLine(complaint.text)}`;
  return failed(
    {
      class: kind,
      message: advice === undefined ? told : `${told} – ${advice}`,
      ...(until !== undefined && { until }),
    },
    exit,
  );
}

/** It ended with an exit code and without a word on stdout: what it wrote to stderr is what there is. */
function exitedWith(about: AgentAbout, exit: Exit, done: boolean): Outcome {
  if (done)
    return failed(
      transient(
        `${about.title} ended with exit code ${exit.code} although it said that it was done`,
      ),
      exit,
    );
  if (isGone(exit.stderr)) return gone(about, exit.stderr, exit);
  const { class: kind, until, advice } = classify({ text: exit.stderr }, about.signIn, Date.now());
  const last = lastLine(exit.stderr);
  const told = `${about.title} ended with exit code ${exit.code}`;
  const message = last === undefined ? told : `${told}: ${last}`;
  return failed(
    {
      class: kind,
      message: advice === undefined ? message : `${message} – ${advice}`,
      ...(until !== undefined && { until }),
    },
    exit,
  );
}

const isGone = (text: string): boolean => SESSION_GONE.test(text);

function gone(about: AgentAbout, text: string, exit: Exit): Outcome {
  const line = text.split("\n").find((each) => SESSION_GONE.test(each)) ?? text;
  const failure = transient(`${about.title} does not know its session any more: ${oneLine(line)}`);
  return { ...failed(failure, exit), sessionGone: true };
}

type Failed = Extract<Outcome, { type: "failed" }>;

function failed(failure: Failure, exit: Exit): Failed {
  return {
    type: "failed",
    failure: {
      ...failure,
      ...(exit.code !== null && { code: exit.code }),
      ...(exit.signal !== null && { signal: exit.signal }),
      ...(exit.stderr.trim() !== "" && { tail: exit.stderr.trimEnd() }),
    },
  };
}

const LINE_LENGTH = 300;

/** Colours and the like, and what else has no place in a text. */
// oxlint-disable-next-line no-control-regex
const CONTROL = /\u001B\[[0-?]*[ -/]*[@-~]|[\u0000-\u0008\u000E-\u001F\u007F-\u009F]/g;

/** A text as one line that is not too long to be read. */
export function oneLine(text: string): string {
  const line = text.replace(CONTROL, "").replace(/\s+/g, " ").trim();
  return line.length <= LINE_LENGTH ? line : `${line.slice(0, LINE_LENGTH - 1)}…`;
}

function lastLine(text: string): string | undefined {
  const last = text.trim().split("\n").at(-1)?.trim();
  return last === undefined || last === "" ? undefined : oneLine(last);
}

/** A complaint as an event, at once when it is heard. */
export function errorEvent(about: AgentAbout, complaint: Complaint): AgentEvent {
  const { class: kind, until } = classify(complaint, about.signIn, Date.now());
  return {
    type: "error",
    text: complaint.text,
    class: kind,
    ...(until !== undefined && { until }),
  };
}
