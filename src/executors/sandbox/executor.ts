import type { AttemptHandle, AttemptOrder, Executor, Sandbox } from "../port.ts";
import { findBubblewrap } from "./bubblewrap.ts";
import type { Bubblewrap } from "./bubblewrap.ts";
import { wrapped } from "./wrap.ts";

/**
 * Performs attempts that have a sandbox in one, and others as `inner` does. Where there can be none the attempt fails: it
 * is never run without.
 * @param find tells what makes sandboxes; asked once
 */
export function sandboxExecutor(
  inner: Executor,
  find: () => Promise<Bubblewrap> = findBubblewrap,
): Executor {
  let found: Promise<Bubblewrap> | undefined;
  return {
    start(order) {
      if (!order.sandbox) return inner.start(order);
      return start(order, order.sandbox, inner, (found ??= find()));
    },
    adopt: (order, given) => inner.adopt(order, given),
    prepare: () => inner.prepare?.(),
    close: () => inner.close(),
  };
}

function start(
  order: AttemptOrder,
  sandbox: Sandbox,
  inner: Executor,
  found: Promise<Bubblewrap>,
): AttemptHandle {
  let handle: AttemptHandle | undefined;
  let cancelled: string | undefined;
  const begun = found.then(({ program, why }): AttemptHandle["ended"] => {
    if (program === undefined)
      return Promise.resolve({ type: "failed", failure: { class: "fatal", message: why } });
    if (cancelled !== undefined) return Promise.resolve({ type: "cancelled", reason: cancelled });
    handle = inner.start(wrapped(order, sandbox, program));
    return handle.ended;
  });
  return {
    ended: begun,
    cancel: (reason) => {
      cancelled = reason;
      handle?.cancel(reason);
    },
  };
}
