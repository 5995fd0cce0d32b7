import { PawlError } from "../../core/error.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { phaseCalled, resolveTarget } from "../../core/target.ts";
import { thisActor } from "../../engine/engine.ts";
import { conflictsOf } from "../../views/worktrees.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { mendingTask } from "./mendingTask.ts";

/** What `pawl retry` asks of the run: a phase that could not be merged is not done again, unless that is said. */
export function retryRequest(run: Run, target: string, options: Options): Request {
  const by = thisActor();
  const agent = textOf(options, "resolve");
  const rebuild = options["rebuild"] === true;
  const force = options["force"] === true;
  if ([agent !== undefined, rebuild, force].filter(Boolean).length > 1)
    throw new PawlError("usage", "--resolve, --rebuild and --force are three ways; take one");
  if (rebuild) return { type: "rebuild", phase: target, by };
  if (agent !== undefined) {
    const phase = phaseCalled(run, target);
    if (isRefusal(phase)) throw new PawlError("refused", phase.text);
    return { type: "mend", phase: target, task: mendingTask(run, phase, agent), by };
  }
  const conflicting = force ? undefined : phaseThatConflicts(run, target);
  if (conflicting) return { type: "mend", phase: conflicting.spec.id, by };
  return { type: "retry", target, by, force };
}

function phaseThatConflicts(run: Run, text: string): PhaseState | undefined {
  const target = resolveTarget(run, text);
  if (isRefusal(target) || target.type !== "phase") return undefined;
  return conflictsOf(target.phase).length > 0 ? target.phase : undefined;
}
