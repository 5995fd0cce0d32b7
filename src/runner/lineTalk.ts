import type { Launch, LineDriver } from "../executors/agent/driver.ts";
import type { Talk, TalkContext } from "../executors/agent/talk.ts";

/** The conversation with an agent that needs no answers: its lines are read until it ends. */
export function lineTalk(driver: LineDriver, launch: Launch, context: TalkContext): Talk {
  const reader = driver.reader(launch);
  const invocation = driver.launch(launch);
  const agent = context.start({ stdin: "", ...invocation });
  // Known before it says so, in case that it does not come to that.
  if (invocation.session !== undefined) context.emit({ type: "started", session: invocation.session });
  agent.onLine((line) => {
    for (const event of reader.line(line)) context.emit(event);
  });
  const { softCancel } = driver.capabilities;
  return {
    ended: agent.exited.then((exit) => ({ exit, outcome: reader.end(exit) })),
    usage: () => reader.usage(),
    stop() {
      if (softCancel === "SIGINT" || softCancel === "SIGTERM") agent.kill(softCancel);
    },
  };
}
