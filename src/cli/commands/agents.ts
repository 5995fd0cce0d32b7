import { EXIT } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import { driverViews } from "../agents/about.ts";
import { agentsOfFolder } from "../agents/folder.ts";
import { agentsText } from "../agents/text.ts";
import { agentsView } from "../agents/view.ts";
import type { Options } from "../declared.ts";
import { printJson, printLines } from "../print.ts";

/** `pawl agents`: which agents can be used here, and what to do about those that cannot. Spends nothing. */
export async function agents(_args: readonly string[], options: Options): Promise<ExitStatus> {
  const found = await agentsOfFolder(process.cwd());
  const view = agentsView(await driverViews(found), found);
  if (options["json"]) printJson(view);
  else printLines(agentsText(view));
  return EXIT.completed;
}
