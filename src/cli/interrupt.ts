import type { Driving } from "../engine/engine.ts";

/**
 * Ctrl-C once: start nothing new and wait for what is under way; twice: cancel it. A closed terminal or a SIGTERM:
 * let go, and what is under way goes on by itself. The run can be resumed after each of them.
 * @param say tells the person what happens now
 */
export function onInterrupt(
  driving: Driving,
  say: (text: string) => void,
): { wasInterrupted(): boolean; stop(): void } {
  let times = 0;
  const interrupt = (): void => {
    times++;
    if (times === 1) {
      say(
        "interrupted: nothing new is started; waiting for what is under way (Ctrl-C again cancels it)",
      );
      driving.drain();
    } else {
      say("cancelling what is under way");
      driving.cancel();
    }
  };
  const letGo = (): void => {
    times++;
    say(`letting go: what is under way goes on by itself; pawl resume ${driving.run} takes it up`);
    driving.detach();
  };
  process.on("SIGINT", interrupt);
  process.on("SIGTERM", letGo);
  process.on("SIGHUP", letGo);
  return {
    wasInterrupted: () => times > 0,
    stop: () => {
      process.off("SIGINT", interrupt);
      process.off("SIGTERM", letGo);
      process.off("SIGHUP", letGo);
    },
  };
}
