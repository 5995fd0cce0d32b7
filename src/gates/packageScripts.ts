import { readFile, writeFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { contentAt } from "../git/changes.ts";
import type { Checkout } from "../git/checkout.ts";
import { LIFECYCLE } from "./guards/startedFiles.ts";
import { scriptsOf } from "./guards/startedByChecks.ts";
import type { RunScript } from "./guards/startedByChecks.ts";
import type { Scripts } from "./guards/startedFiles.ts";
import type { Compared } from "./workplace.ts";

/** For a person: `test in package.json`. */
export interface PackageScripts {
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

/** Gives manifests of packages the scripts that they had at the base, of those that checks run; the rest stays. */
export async function putBackScripts(
  { top, base, commit }: Compared,
  checkout: Checkout,
  ran: readonly RunScript[],
): Promise<PackageScripts> {
  const changed: string[] = [];
  const added: string[] = [];
  for (const folder of new Set(ran.map((each) => each.folder))) {
    const path = posix.join(folder, "package.json");
    const at = async (from: string): Promise<string | undefined> =>
      (await contentAt(top, from, path).catch(() => undefined))?.toString("utf8");
    const [before, now] = [await at(base), await at(commit)];
    const was = scriptsOf(before);
    const is = scriptsOf(now);
    const names = new Set(ran.filter((each) => each.folder === folder).map((each) => each.name));
    const differing = [...names].filter((name) => was[name] !== is[name]);
    const isOld = (name: string): boolean =>
      LIFECYCLE.includes(name) ||
      Object.hasOwn(was, name) ||
      Object.hasOwn(was, name.replace(/^(?:pre|post)/, ""));
    const old = differing.filter(isOld);
    changed.push(...old.map((name) => `${name} in ${path}`));
    added.push(...differing.filter((name) => !isOld(name)).map((name) => `${name} in ${path}`));
    if (old.length === 0) continue;
    if (now === undefined) await checkout.putBack(base, [path]);
    else await rewrite(join(checkout.path, path), old, was);
  }
  // Otherwise it would count as done by a check.
  if (changed.length > 0) await checkout.changed();
  return { changed, added };
}

async function rewrite(file: string, names: readonly string[], was: Scripts): Promise<void> {
  const manifest = JSON.parse(await readFile(file, "utf8")) as { scripts?: Record<string, string> };
  const scripts = { ...manifest.scripts };
  for (const name of names) {
    const text = was[name];
    if (text === undefined) delete scripts[name];
    else scripts[name] = text;
  }
  await writeFile(file, `${JSON.stringify({ ...manifest, scripts }, undefined, 2)}\n`);
}
