import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Options } from "../declared.ts";

const ACTIONS = {
  repair: async () => (await import("../keeping/repair.ts")).repairState,
  copy: async () => (await import("../keeping/copy.ts")).copyState,
};

/** `pawl state copy FROM TO [RUN…]`, `pawl state repair RUN`. */
export async function state(args: readonly string[], options: Options): Promise<ExitStatus> {
  const [action = "", ...rest] = args;
  if (!Object.hasOwn(ACTIONS, action)) {
    throw new PawlError(
      "usage",
      `pawl state takes copy or repair, not "${action}": pawl state copy FROM TO [RUN…], pawl state repair RUN`,
    );
  }
  await (
    await ACTIONS[action as keyof typeof ACTIONS]()
  )(rest, options);
  return EXIT.completed;
}
