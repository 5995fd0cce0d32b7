import type { JsonValue } from "../../../core/artifact.ts";
import { REVIEW } from "../../../core/pipeline.ts";
import type { StepValues } from "../../../core/script.ts";
import { Stop, tell } from "./actor.ts";
import type { Actor } from "./actor.ts";

/** Calls one of the attempt's tools; where it has none, says the same as marked text. */
async function tellPawl(
  actor: Actor,
  tool: string,
  args: Readonly<Record<string, JsonValue>>,
  asText: string,
): Promise<void> {
  const { tools } = actor;
  if (!tools) {
    actor.say(asText);
    return;
  }
  await actor.use(tool, JSON.stringify(args), () => tools.call(tool, args));
}

/** An artifact that does not fit is refused by the tool, and the script goes on: its next step may be to mend it. */
export async function submit(actor: Actor, value: StepValues["submit"]): Promise<void> {
  const args = { name: value.artifact, value: value.value };
  const text = `RESULT: ${value.artifact}\nDATA: ${JSON.stringify(value.value)}`;
  await tellPawl(actor, "submit_artifact", args, text);
}

/** Hands in a review; a script that knows the criteria only by their numbers does for any task. */
export async function review(actor: Actor, value: StepValues["review"]): Promise<void> {
  const given = typeof value === "string" ? { verdict: value } : value;
  const { verdict, unmet = [], evidence = "as the script says", findings = [] } = given;
  const { stage, acceptance = [] } = actor.start;
  const beyond = unmet.find((number) => number > acceptance.length);
  if (beyond !== undefined)
    throw new Stop("fatal", `the task has no acceptance criterion ${beyond}`);
  const criteria = acceptance.map((criterion, at) => ({
    criterion,
    met: !unmet.includes(at + 1),
    evidence,
  }));
  const found = findings.map((each) => (typeof each === "string" ? { text: each } : each));
  const judged = stage?.name === "review-spec" && criteria.length > 0 ? { criteria } : {};
  const whole: JsonValue = { verdict, ...judged, findings: found.map((each) => ({ ...each })) };
  await submit(actor, { artifact: REVIEW, value: whole });
}

export async function report(actor: Actor, value: StepValues["report"]): Promise<void> {
  const lines = [`[AOP:STATUS] ${value.status}`, `[AOP:SUMMARY] ${value.summary}`];
  if (value.details !== undefined) lines.push(`[AOP:DETAILS_FILE] ${value.details}`);
  if (value.files) lines.push(`ARTIFACTS: ${value.files.join(", ")}`);
  await tellPawl(actor, "report", { ...value }, lines.join("\n"));
}

export async function flag(actor: Actor, { type, text }: StepValues["flag"]): Promise<void> {
  const marked = `FLAG: ${type} | ${actor.start.task} | ${text}`;
  await tellPawl(actor, "raise_flag", { type, text }, marked);
}

export async function ask(actor: Actor, text: StepValues["ask"]): Promise<void> {
  tell({ type: "question", text });
  await flag(actor, { type: "question", text });
}

export async function progress(actor: Actor, text: StepValues["progress"]): Promise<void> {
  await tellPawl(actor, "progress", { text }, text);
}

export async function read(actor: Actor, name: StepValues["read"]): Promise<void> {
  const { tools } = actor;
  if (!tools) throw new Stop("fatal", `it has no tools to read the artifact ${name} with`);
  await actor.use("read_artifact", name, () => tools.call("read_artifact", { name }));
}
