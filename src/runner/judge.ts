import type { AgentEvent } from "../core/agentEvent.ts";
import type { Artifact } from "../core/artifact.ts";

import { inWords } from "../core/inWords.ts";
import type { Failure, FailureClass } from "../core/failure.ts";
import type { Flag, Report } from "../core/report.ts";
import type { AgentAccount, AttemptResult } from "../core/result.ts";
import type { Exit, Outcome } from "../executors/agent/driver.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import type { Crossing } from "../git/crossed.ts";
import { outOfBounds } from "../git/outOfBounds.ts";
import type { Stop } from "./watch.ts";

/** What an attempt handed in, checked; `problem` says what is missing or wrong, for the agent that will try again. */
export interface HandedIn {
  readonly report?: Report;
  readonly artifacts: readonly Artifact[];
  readonly flags: readonly Flag[];
  readonly problem?: string;
}

/** All that is known of an attempt when its agent has ended. */
export interface Evidence {
  readonly order: OrderFile;
  readonly stop: Stop | undefined;
  readonly outcome: Outcome;
  readonly exit: Exit;
  readonly denied: readonly Extract<AgentEvent, { type: "denied" }>[];
  readonly questions: readonly Extract<AgentEvent, { type: "question" }>[];
  /** Files that changed though the agent was to read only. */
  readonly changed: readonly string[];
  /** What it changed of the repository beyond its own branch. */
  readonly crossings: readonly Crossing[];
  readonly handedIn: HandedIn;
  /** Its session and what it used up. */
  readonly account: Pick<AgentAccount, "session" | "usage">;
}

/**
 * Success is proven, not assumed: the agent says that it is done, its process ended well, nobody stopped it, nothing was
 * denied to it, it kept to what it may do, and what it handed in is whole and fits.
 */
export function judge(evidence: Evidence): AttemptResult {
  const { stop, handedIn } = evidence;
  const account = accountOf(evidence);
  if (stop?.why === "cancelled") return { type: "cancelled", reason: stop.reason, account };
  const failure = failureOf(evidence);
  if (failure) return { type: "failed", failure, account };
  const { artifacts } = handedIn;
  return { type: "succeeded", ...(artifacts.length > 0 ? { artifacts } : {}), account };
}

function accountOf({ account, handedIn, outcome }: Evidence): AgentAccount {
  const { session, ...rest } = account;
  const gone = outcome.type === "failed" && outcome.sessionGone === true;
  return {
    ...(session === undefined || gone ? {} : { session }),
    ...rest,
    ...(handedIn.report ? { report: handedIn.report } : {}),
    ...(handedIn.flags.length > 0 ? { flags: handedIn.flags } : {}),
  };
}

function failureOf(evidence: Evidence): Failure | undefined {
  const { order, stop, outcome, exit, handedIn, crossings } = evidence;
  // Whatever else happened: a person must hear of it.
  if (crossings.length > 0)
    return outOfBounds(`agent ${order.agent.id}`, order.bounds!.branch, crossings);
  if (stop?.why === "timed-out")
    return failure("timed-out", `timed out after ${inWords(order.limits.timeoutMs)}`);
  if (stop?.why === "stalled") {
    const silent = inWords(order.agent.stallMs);
    return failure("timed-out", `agent ${order.agent.id} showed no sign of life for ${silent}`);
  }
  if (stop?.why === "spent" && !endedWell(evidence)) return spent(order, stop.tokens);
  // Nothing was tried yet: that uses up no try, and the next one begins afresh.
  if (outcome.type === "failed" && outcome.sessionGone)
    return { ...outcome.failure, class: "lost" };
  if (outcome.type === "failed") return outcome.failure;
  if (exit.code !== 0) {
    const how = exit.signal === null ? `exit ${exit.code}` : `killed by ${exit.signal}`;
    return {
      ...failure("transient", `${how} after it had said that it was done`),
      tail: exit.stderr,
    };
  }
  return notAllowed(evidence) ?? reported(handedIn);
}

/** It may have come to its end just before it was told to stop. */
const endedWell = ({ outcome, exit }: Evidence): boolean =>
  outcome.type !== "failed" && exit.code === 0;

const spent = ({ agent }: OrderFile, tokens: number): Failure =>
  failure(
    "fatal",
    `agent ${agent.id} was stopped at its budget of ${agent.budget?.tokens?.toLocaleString("en")} tokens: it had used ${tokens.toLocaleString("en")} – set a larger budget.tokens for the agent, or split the task`,
  );

/** What a person must decide about: questions, and what the agent may not do. */
function notAllowed({
  order,
  denied,
  questions,
  changed,
  handedIn,
}: Evidence): Failure | undefined {
  const asked = [
    ...handedIn.flags.filter(blocks).map((each) => each.text),
    ...questions.map((each) => each.text),
  ];
  if (asked.length > 0) return failure("blocked", asked.join("\n"));
  const { id, permissions } = order.agent;
  if (denied.length > 0) {
    const tools = [...new Set(denied.map((each) => each.tool))].join(", ");
    const message = `agent ${id} was not allowed to use ${tools}; its permissions are ${permissions}`;
    return { ...failure("fatal", message), tail: denied.map((each) => each.text).join("\n") };
  }
  if (changed.length > 0) {
    const files = changed.slice(0, FILES_SHOWN).join(", ");
    const more = changed.length > FILES_SHOWN ? ` and ${changed.length - FILES_SHOWN} more` : "";
    return failure(
      "fatal",
      `agent ${id} is read-only, and files changed while it worked: ${files}${more}`,
    );
  }
  return undefined;
}

const FILES_SHOWN = 10;

/** Seed 003's warning lets the work go on; every other flag waits for an answer. */
const blocks = (flag: Flag): boolean => flag.type !== "code_review_exhausted";

function reported({ report, problem }: HandedIn): Failure | undefined {
  if (report?.status === "failure")
    return failure("transient", `it reports failure: ${report.summary}`);
  if (problem !== undefined) return failure("invalid-artifact", problem);
  return undefined;
}

const failure = (kind: FailureClass, message: string): Failure => ({ class: kind, message });
