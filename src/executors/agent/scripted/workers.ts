import type { StepValues } from "../../../core/script.ts";
import { Stop } from "./actor.ts";
import type { Actor } from "./actor.ts";
import { listOf } from "./behaviour.ts";

/** What the tool answers while workers have not ended. */
const PENDING = /await_workers with \{"batch": "([0-9a-f]+)"\}/;

/** Asks for workers by the attempt's tools, and waits for their answer as an agent would. */
export async function workers(actor: Actor, value: StepValues["workers"]): Promise<void> {
  const given = "ask" in value ? value : { ask: value };
  const { ask, wait = true, contains } = given;
  const list = ask.map((each) => ({ ...each }));
  const first = await call(actor, "spawn_workers", {
    workers: list,
    ...(wait ? {} : { wait: 0 }),
  });
  const text = wait ? await untilEnded(actor, first) : first;
  actor.workers = text;
  for (const each of listOf(contains))
    if (!text.includes(each))
      throw new Stop("fatal", `the workers' answer does not hold ${JSON.stringify(each)}: ${text}`);
}

async function untilEnded(actor: Actor, first: string): Promise<string> {
  let text = first;
  for (let batch = PENDING.exec(text); batch; batch = PENDING.exec(text))
    text = await call(actor, "await_workers", { batch: batch[1]! });
  return text;
}

async function call(
  actor: Actor,
  tool: string,
  args: Parameters<NonNullable<Actor["tools"]>["call"]>[1],
): Promise<string> {
  const { tools } = actor;
  if (!tools) throw new Stop("fatal", "it has no tools by which workers are asked for");
  let text = "";
  await actor.use(tool, JSON.stringify(args), async () => {
    const answer = await tools.call(tool, args);
    text = answer.text;
    return answer;
  });
  return text;
}
