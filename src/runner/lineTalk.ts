import type { Launch, LineDriver } from "../executors/agent/driver.ts";
import type { Talk, TalkContext } from "../executors/agent/talk.ts";

/** The conversation with an agent that needs no answers: its lines are read until it ends. */
export function lineTalk(driver: LineDriver, launch: Launch, context: TalkContext): Talk {
  const reader = driver.reader(launch);
  const invocation = driver.launch(launch);
  const agent = context.start({ stdin: "", ...invocation });
  agent.onLine((line) => {
    for (const event of reader.line(line)) context.emit(event);
  });
  const { softCancel } = driver.capabilities;
  return {
    ...(invocation.session === undefined ? {} : { session: invocation.session }),
    ended: agent.exited.then((exit) => ({ exit, outcome: reader.end(exit) })),
    usage: () => reader.usage(),
    stop() {
      if (softCancel === "SIGINT" || softCancel === "SIGTERM") agent.kill(softCancel);
    },
  };
}
