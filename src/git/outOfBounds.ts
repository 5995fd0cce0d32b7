import type { Failure } from "../core/failure.ts";
import type { Crossing } from "./crossed.ts";

/** Of more changes only so many are named. */
const MOST = 10;

/**
 * How an attempt ends that changed the repository beyond its own branch, however well it ended.
 * @param who begins the message: "the command"
 */
export function outOfBounds(who: string, branch: string, crossings: readonly Crossing[]): Failure {
  const shown = crossings.slice(0, MOST).map(({ what }) => what);
  const more = crossings.length > MOST ? [`${crossings.length - MOST} more`] : [];
  const undo = crossings.flatMap((each) => (each.undo === undefined ? [] : [each.undo]));
  return {
    class: "out-of-bounds",
    message: `${who} may change branch ${branch} only, and while it worked ${[...shown, ...more].join("; ")}`,
    ...(undo.length === 0
      ? {}
      : { tail: ["Pawl undoes none of it; these commands do:", ...undo].join("\n") }),
  };
}
