import type { AuthMethod, PromptResponse } from "@agentclientprotocol/sdk";
import type { FailureClass } from "../../../core/failure.ts";
import type { Exit, Outcome } from "../driver.ts";
import { classify } from "../drivers/shared/classify.ts";
import type { Complaint } from "../drivers/shared/classify.ts";
import { oneLine } from "../drivers/shared/outcome.ts";

type Failed = Outcome & { readonly type: "failed" };

export const failed = (kind: FailureClass, message: string): Failed => ({
  type: "failed",
  failure: { class: kind, message },
});

/** How an agent's turn came out. */
export interface Turn {
  readonly response: PromptResponse;
  /** The last text that it said. */
  readonly text: string;
  /** Whether there is proof that a model has answered. */
  readonly answered: boolean;
}

/** What a turn comes to. That it ended says little: some agents end it so when no model has answered at all. */
export function outcomeOf({ text, answered, response }: Turn, signIn: string): Outcome {
  switch (response.stopReason) {
    case "end_turn":
      if (answered) return { type: "done", text };
      if (text === "") return failed("transient", "it ended its turn without any answer");
      return ofService(`no model answered: ${saidLast(text)}`, { text: saidLast(text) }, signIn);
    case "max_tokens":
      return failed("transient", "its answer was cut off at the most tokens that its model gives");
    case "max_turn_requests":
      return failed("fatal", "it made as many requests to its model as it may in one turn");
    case "refusal":
      return failed("fatal", "its model refused to go on");
    case "cancelled":
      return failed("transient", "its turn was cancelled");
    default:
      return failed(
        "transient",
        `it stopped for a reason of its own: ${String(response.stopReason)}`,
      );
  }
}

/** What an error comes to that an agent answered with: JSON-RPC's, or one of our side of the connection. */
export function failureOf(error: unknown, signIn: string): Failed {
  const {
    code = 0,
    message = String(error),
    data,
  } = error as { readonly code?: number; readonly message?: string; readonly data?: unknown };
  const status = code === AUTH_REQUIRED ? 401 : code >= 400 && code < 600 ? code : undefined;
  const text = `${message} ${data === undefined ? "" : JSON.stringify(data)}`;
  return ofService(tidy(message, data), { text, status }, signIn);
}

/** What it comes to that the agent's process ended before its answer. */
export function endedEarly({ code, signal, stderr }: Exit): Failed {
  const how = signal !== null ? `was killed by ${signal}` : `ended with ${code}`;
  const said = stderr
    .split("\n")
    .filter((line) => /\p{L}/u.test(line))
    .at(-1);
  const kind = code === 126 || code === 127 ? "fatal" : "transient";
  return failed(
    kind,
    `it ${how} before it had answered${said === undefined ? "" : `: ${oneLine(said)}`}`,
  );
}

/** JSON-RPC code of ACP: the agent wants its user to sign in first. */
const AUTH_REQUIRED = -32000;

/** The failure that an agent tells of its model's service; `evidence` is what tells which it is. */
function ofService(told: string, evidence: Complaint, signIn: string): Failed {
  const { class: kind, until, advice } = classify(evidence, signIn, Date.now());
  const message = oneLine(advice === undefined ? told : `${told} – ${advice}`);
  return {
    type: "failed",
    failure: { class: kind, message, ...(until !== undefined && { until }) },
  };
}

/** Of several notices that were said one after the other, the last: from where an error begins, one line. */
function saidLast(text: string): string {
  const error = text.lastIndexOf("Error: ");
  if (error !== -1) return text.slice(error).split("\n")[0]!;
  return text.trimEnd().split("\n").at(-1)!;
}

/** One line: without JSON around it, and with the details where the message says nothing. */
function tidy(message: string, data: unknown): string {
  const inner = /"message":"([^"]+)"/.exec(message)?.[1];
  const text = inner ?? message.replace(/^Internal error: /, "");
  const details = (data as { readonly details?: unknown } | undefined)?.details;
  const more = typeof details === "string" ? `: ${details}` : "";
  return oneLine(`${text}${more}`);
}

/** How a person signs in to the agent, as it says itself. */
export function signInOf(methods: readonly AuthMethod[]): string {
  if (methods.length === 0)
    return "sign in: start it by hand once, or pass on to it the variable with its key";
  const ways = methods
    .map(({ name, description }) => (description ? `${name} (${description})` : name))
    .join(", or ");
  return `sign in: ${ways}`;
}
