import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AgentEvent } from "../core/agentEvent.ts";
import { redact } from "../core/redact.ts";
import { secretsOf } from "../core/secretNames.ts";
import { writeAccount } from "../executors/agent/accountFile.ts";
import { driverOf } from "../executors/agent/drivers/index.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import { readOrder } from "../executors/agent/attemptTools/readOrder.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import { buildPrompt } from "../executors/agent/prompt/buildPrompt.ts";
import { writeGiven } from "../executors/agent/prompt/writeGiven.ts";
import type { Talk } from "../executors/agent/talk.ts";
import { reap } from "../executors/reaper.ts";
import { supervisorOf } from "./supervisorOf.ts";
import { channelOf, talkWith } from "./conversation.ts";
import { handedInBy } from "./handedIn.ts";
import { judge } from "./judge.ts";
import type { Evidence } from "./judge.ts";
import { Logs } from "./logs.ts";
import { maskFiles } from "./maskFiles.ts";
import { changesBetween, treeOf } from "./tree.ts";
import { Watch } from "./watch.ts";
import type { Stop } from "./watch.ts";

/** What is noted of a conversation while it goes on. */
interface Noted {
  /** What it said, the newest of it at least. */
  said: string;
  session: string | undefined;
  readonly denied: Evidence["denied"][number][];
  readonly questions: Evidence["questions"][number][];
}

/** Carries out the attempt whose order is in the folder, and writes what came of it. Gives whether it succeeded. */
export async function perform(folder: string): Promise<boolean> {
  const order = readOrder(folder);
  const secrets = secretsOf(process.env);
  const logs = new Logs(folder, order.limits.maxOutputBytes, secrets);
  const driver = driverOf(order.agent.use);
  const channel = channelOf(order, driver.capabilities);
  const prompt = redact(buildPrompt(order, channel, folder), secrets);
  writeGiven(folder, order.needs);
  writeFileSync(join(folder, AGENT_FILES.prompt), prompt);

  const readOnly = order.agent.permissions === "read-only";
  const before = readOnly ? await treeOf(order.limits.cwd) : undefined;
  const noted: Noted = { said: "", session: undefined, denied: [], questions: [] };
  let usage = "";
  const emit = (event: AgentEvent): void => {
    // Some drivers tell it by themselves.
    if (event.type === "usage") usage = JSON.stringify(event.usage);
    note(noted, event);
    logs.event(event);
  };
  const talk = talkWith(driver, {
    folder,
    order,
    channel,
    prompt,
    logs,
    emit,
    heard: () => {
      watch.heard();
      usage = tellUsage(talk, usage, emit);
    },
  });
  // In case that the agent, or this process, is killed before it is told.
  const { session } = talk;
  if (session !== undefined) {
    noted.session ??= session;
    logs.quietly({ type: "started", session });
  }
  let stop: Stop | undefined;
  const watch = new Watch(folder, order, (why) => {
    stop = why;
    void end(talk, order);
  });
  const { outcome, exit } = await talk.ended;
  watch.close();
  // Also after a success: nobody waits for what an agent left running.
  await reap({ marker: order.limits.marker, ...supervisorOf(folder) }, order.limits.graceMs);
  tellUsage(talk, usage, emit);
  logs.close();

  const used = talk.usage();
  const changed = before ? changesBetween(before, await treeOf(order.limits.cwd)) : [];
  const account = {
    ...(noted.session === undefined ? {} : { session: noted.session }),
    ...(used ? { usage: used } : {}),
  };
  const handedIn = handedInBy(folder, order, outcome, noted.said.slice(-MOST_SAID), secrets);
  maskFiles(folder, secrets);
  const { denied, questions } = noted;
  const evidence = { order, stop, outcome, exit, denied, questions, changed, handedIn, account };
  const result = judge(evidence);
  writeAccount(folder, JSON.parse(redact(JSON.stringify(result), secrets)) as typeof result);
  return result.type === "succeeded";
}

/** Characters of an agent's words in which its report is looked for. */
const MOST_SAID = 256 * 1024;

function note(noted: Noted, event: AgentEvent): void {
  if (event.type === "text") {
    noted.said += `\n${event.text}`;
    // Not at each line: that would copy it all each time.
    if (noted.said.length > 2 * MOST_SAID) noted.said = noted.said.slice(-MOST_SAID);
  }
  if (event.type === "started" && event.session !== undefined) noted.session = event.session;
  if (event.type === "denied") noted.denied.push(event);
  if (event.type === "question") noted.questions.push(event);
}

/** Tells what is used up when that has changed, so that it is known also if this process is killed. */
function tellUsage(talk: Talk, told: string, emit: (event: AgentEvent) => void): string {
  const usage = talk.usage();
  const text = usage ? JSON.stringify(usage) : "";
  if (usage && text !== told) emit({ type: "usage", usage });
  return text;
}

/** The ladder: the agent's own way to stop, then SIGTERM and SIGKILL to all that belongs to the attempt. */
async function end(talk: Talk, { limits }: OrderFile): Promise<void> {
  talk.stop();
  const over = talk.ended.then(() => true);
  const patience = new Promise<false>((resolve) => {
    setTimeout(() => resolve(false), limits.graceMs);
  });
  if (!(await Promise.race([over, patience])))
    await reap({ marker: limits.marker }, limits.graceMs);
}
