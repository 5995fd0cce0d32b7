import { join, resolve } from "node:path";
import { runFolder } from "./core/paths.ts";
import { detailsKeeper } from "./details/details.ts";
import { createEngine } from "./engine/engine.ts";
import type { Engine, EngineOptions } from "./engine/engine.ts";
import { stateIdOf } from "./engine/stateId.ts";
import { artifactExecutor } from "./executors/artifacts/executor.ts";
import { agentExecutor } from "./executors/agent/executor.ts";
import { commandExecutor } from "./executors/command/executor.ts";
import { sandboxExecutor } from "./executors/sandbox/executor.ts";
import type { Executor } from "./executors/port.ts";
import { gatekeeper } from "./gates/gatekeeper.ts";
import type { Store } from "./journal/store.ts";
import { evaluate } from "./plan/expression.ts";
import { version } from "./version.ts";
import { boundedExecutor } from "./workspaces/boundedExecutor.ts";
import { workspaces } from "./workspaces/workspaces.ts";

export interface OpenEngineOptions extends Pick<EngineOptions, "onOpen" | "onEvent"> {
  readonly store: Store;
  /** Where attempts have their folders; `.pawl` in the working folder if not given. */
  readonly folder?: string;
  /** What performs attempts; commands on this machine if not given. */
  readonly executor?: Executor;
  /** The environment of which the allow-list takes its part; this process's if not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** An engine whose `close` lets go of what it opened; what is under way goes on by itself. */
export interface OpenEngine extends Engine {
  close(): Promise<void>;
}

/** What drives runs in this process: the parts put together, each of which may be replaced. */
export function openEngine(options: OpenEngineOptions): OpenEngine {
  const {
    folder = ".pawl",
    executor = agentExecutor(boundedExecutor(artifactExecutor(sandboxExecutor(commandExecutor())))),
    env = { ...process.env },
    ...rest
  } = options;
  const folderOf: EngineOptions["folderOf"] = (run) => join(resolve(folder), runFolder(run));
  const stateId = () => stateIdOf(resolve(folder));
  const keeper = gatekeeper({ executor, evaluate });
  const parts = {
    executor,
    evaluate,
    gatekeeper: keeper,
    workspaces: workspaces({ executor, env }),
    details: detailsKeeper(),
    folderOf,
    stateId,
    env,
    version: version(),
  };
  const engine = createEngine({ ...rest, ...parts });
  return { ...engine, close: () => executor.close() };
}
