import { join, resolve } from "node:path";
import { installs, PACKAGES, setupAdvice } from "../../core/packages.ts";
import type { Packages } from "../../core/packages.ts";
import type { CheckDraft, Draft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { scanShell } from "../shell/scan.ts";
import type { Surroundings } from "./commands.ts";
import type { Lookup } from "./systemLookup.ts";
import { isInRepository } from "./workspaces.ts";

/**
 * Checks by command that will find no packages: the clean checkout has only what git has. Without git, checks are made
 * in the folder itself.
 */
export function checkSetup(
  draft: Draft,
  { folder, lookup }: Surroundings,
  findings: Findings,
): void {
  const workspace = draft.plan.workspace;
  if (workspace?.setup !== undefined || !isInRepository(folder, lookup)) return;
  for (const { phase, gate } of draft.phases) {
    if ((phase.workspace ?? workspace?.mode) === "none") continue;
    for (const check of gate?.checks ?? []) {
      const lacking = lackingIn(check, folder, lookup);
      if (!lacking) continue;
      const { command, packages } = lacking;
      const message = `${quoted(command)} will find no packages: checks are made in a clean checkout, which has ${packages.lock} and not what it names`;
      findings.warn(
        check.value,
        "no-setup",
        message,
        setupAdvice(packages, workspace !== undefined),
      );
    }
  }
}

function lackingIn(
  { check }: CheckDraft,
  folder: string,
  lookup: Lookup,
): { readonly command: string; readonly packages: Packages } | undefined {
  if (check.type !== "run" || installs(check.run)) return undefined;
  const used = scanShell(check.run)?.commands.map((each) => each.word) ?? [];
  const places = [resolve(folder, check.cwd ?? "."), folder];
  for (const packages of PACKAGES) {
    const command = used.find((word) => word !== undefined && packages.commands.includes(word));
    if (command === undefined) continue;
    if (places.some((each) => lookup.at(join(each, packages.lock)) !== "missing"))
      return { command, packages };
  }
  return undefined;
}
