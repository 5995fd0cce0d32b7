import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { maskResult } from "../core/maskTexts.ts";
import { redactor } from "../core/redact.ts";
import { secretsOf } from "../core/secretNames.ts";
import { writeAccount } from "../executors/agent/accountFile.ts";
import { channelOf } from "../executors/agent/channel.ts";
import { driverOf } from "../executors/agent/drivers/index.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import { readOrder } from "../executors/agent/attemptTools/readOrder.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import { buildPrompt } from "../executors/agent/prompt/buildPrompt.ts";
import { writeGiven } from "../executors/agent/prompt/writeGiven.ts";
import type { Talk } from "../executors/agent/talk.ts";
import { reap } from "../executors/reaper.ts";
import { supervisorOf } from "./supervisorOf.ts";
import { boundsOf } from "./bounds.ts";
import { talkWith } from "./conversation.ts";
import { despiteFullDisk } from "./despiteFullDisk.ts";
import { handedInBy } from "./handedIn.ts";
import { judge } from "./judge.ts";
import { keepDetails } from "./keepDetails.ts";
import { Logs } from "./logs.ts";
import { maskFiles } from "./maskFiles.ts";
import { Notes } from "./notes.ts";
import { changesBetween, treeOf } from "./tree.ts";
import type { Tree } from "./tree.ts";
import { Watch } from "./watch.ts";
import { withAnswer } from "./workerAnswer.ts";
import { workOf } from "./work.ts";
import type { Stop } from "./watch.ts";

/** Carries out the attempt whose order is in the folder, and writes what came of it. Gives whether it succeeded. */
export async function perform(folder: string): Promise<boolean> {
  const order = readOrder(folder);
  const secrets = secretsOf(process.env);
  const mask = redactor(secrets);
  const logs = new Logs(folder, order.limits.maxOutputBytes, mask);
  const driver = driverOf(order.agent.use);
  const channel = channelOf(order, driver.capabilities);
  const prompt = mask(buildPrompt(order, channel, folder, await workOf(order)));
  writeGiven(folder, order.needs);
  writeFileSync(join(folder, AGENT_FILES.prompt), prompt);

  const readOnly = order.agent.permissions === "read-only";
  // In a worktree of Pawl's, branches and the like are looked at for themselves.
  const look = (): Promise<Tree> =>
    treeOf(order.limits.cwd, order.bounds !== undefined, order.views);
  const before = readOnly ? await look() : undefined;
  const crossed = await boundsOf(order);
  const notes = new Notes(order, logs);
  const talk = talkWith(driver, {
    folder,
    order,
    channel,
    prompt,
    logs,
    emit: (event) => {
      notes.event(event);
      if (event.type === "usage") watch.used(event.usage);
    },
    heard: () => {
      watch.heard();
      watch.used(notes.used(talk));
    },
  });
  notes.begun(talk.session);
  let stop: Stop | undefined;
  const watch = new Watch(folder, order, (why) => {
    stop = why;
    void end(talk, order);
  });
  const { outcome, exit } = await talk.ended;
  watch.close();
  // Also after a success: nobody waits for what an agent left running.
  await reap({ marker: order.limits.marker, ...supervisorOf(folder) }, order.limits.graceMs);
  notes.used(talk, Infinity);
  const { crossings, notes: beside } = await crossed();
  for (const text of beside) logs.event({ type: "text", text: `Beside this attempt, ${text}.` });
  logs.close();

  const used = talk.usage();
  const changed = before ? changesBetween(before, await look()) : [];
  const account = {
    ...(notes.session === undefined ? {} : { session: notes.session }),
    ...(used ? { usage: used } : {}),
  };
  const said = handedInBy(folder, order, outcome, notes.said, secrets);
  const answered = withAnswer(folder, order, said, outcome);
  const handedIn = keepDetails(folder, order.limits.cwd, answered);
  maskFiles(folder, secrets);
  const { denied, questions } = notes;
  const seen = { denied, questions, changed, crossings };
  const evidence = { order, stop, outcome, exit, ...seen, handedIn, account };
  const result = judge(evidence);
  const masked = maskResult(result, mask);
  await despiteFullDisk(
    () => writeAccount(folder, masked),
    () => logs.giveWay(),
  );
  return result.type === "succeeded";
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
