import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { maskedArtifacts } from "../../artifacts/maskedArtifacts.ts";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import type { AttemptResult } from "../../core/result.ts";
import { secretsOf } from "../../core/secretNames.ts";
import { readHandedIn } from "../agent/attemptTools/readHandedIn.ts";
import type { AttemptHandle, AttemptOrder, Executor } from "../port.ts";

/**
 * Takes up what commands hand in: a command that promised artifacts has succeeded only if each is there and fits, also without secrets.
 * All other attempts are handed to `inner` as they are.
 */
export function artifactExecutor(inner: Executor): Executor {
  return {
    start(order) {
      if (order.produces)
        mkdirSync(join(order.folder, ATTEMPT_FILES.artifacts), { recursive: true });
      return withArtifacts(order, inner.start(order));
    },
    adopt: (order, given) => withArtifacts(order, inner.adopt(order, given)),
    prepare: () => inner.prepare?.(),
    close: () => inner.close(),
  };
}

function withArtifacts(order: AttemptOrder, handle: AttemptHandle): AttemptHandle {
  if (!order.produces) return handle;
  return {
    ended: handle.ended.then((result) => checked(order, result)),
    cancel: (reason) => handle.cancel(reason),
  };
}

function checked(order: AttemptOrder, result: AttemptResult): AttemptResult {
  if (result.type !== "succeeded") return result;
  const { produces = [], folder } = order;
  const found = readHandedIn(folder, produces);
  // One that was started by somebody else comes without its environment.
  const secrets = [...secretsOf(order.env), ...secretsOf(process.env)];
  const { artifacts, problems } = maskedArtifacts(found.artifacts, produces, secrets);
  const missing = produces
    .filter(({ name }) => !artifacts.some((each) => each.name === name))
    .map(
      ({ name }) =>
        `it promised artifact "${name}" and wrote no fitting $PAWL_ARTIFACTS/${name}.json`,
    );
  if (missing.length === 0) return { ...result, artifacts };
  const [message = "", ...rest] = [...found.problems, ...problems, ...missing];
  const tail = rest.length === 0 ? {} : { tail: rest.join("\n") };
  const failure = { class: "invalid-artifact", message, ...tail } as const;
  return { type: "failed", failure };
}
