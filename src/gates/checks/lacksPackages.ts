import { existsSync } from "node:fs";
import { join } from "node:path";
import { installs, PACKAGES, setupAdvice } from "../../core/packages.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";

const NOT_FOUND =
  /cannot find (?:module|package)|err_module_not_found|module ?not ?found|no module named|not found|could not (?:find|resolve)|cannot load such file|failed to resolve/i;

/** What to do, where a command has failed for want of packages that a lock file names and nothing has installed. */
export function lacksPackages(
  check: CheckOf<"run">,
  { code, tail = "", text }: Found,
  { order, place }: CheckContext,
): string | undefined {
  if (order.workspace?.setup !== undefined || !place.checkout || installs(check.run))
    return undefined;
  if (code !== 127 && !NOT_FOUND.test(tail) && !NOT_FOUND.test(text)) return undefined;
  const folders = [join(place.room.root, check.cwd ?? "."), place.room.root, place.room.top];
  const packages = PACKAGES.find(({ lock }) =>
    folders.some((folder) => existsSync(join(folder, lock))),
  );
  if (!packages) return undefined;
  return `the clean checkout has ${packages.lock}, and nothing has installed what it names: ${setupAdvice(packages, order.workspace !== undefined)}`;
}
