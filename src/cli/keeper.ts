import { commandExecutor } from "../executors/command/executor.ts";
import { sandboxExecutor } from "../executors/sandbox/executor.ts";
import { gatekeeper } from "../gates/gatekeeper.ts";
import type { Gatekeeper } from "../gates/port.ts";
import { evaluate } from "../plan/expression.ts";

/** Looks at files as gates do. */
export const openGatekeeper = (): Gatekeeper =>
  gatekeeper({ executor: sandboxExecutor(commandExecutor()), evaluate });
