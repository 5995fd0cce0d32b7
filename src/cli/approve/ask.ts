import type { Run } from "../../core/run.ts";
import type { PhaseState } from "../../core/run.ts";
import { evidenceView } from "../../views/evidence.ts";
import { evidenceText } from "../../views/evidenceText.ts";
import { oneLine } from "../../views/safeText.ts";
import { askLine } from "../askLine.ts";
import { printLine, printLines } from "../print.ts";

/** Shows a phase's evidence on the terminal and asks for the phrase; empty where the person does not approve. */
export function askPhrase(run: Run, phase: PhaseState): Promise<string> {
  const view = evidenceView(run, phase);
  printLines(evidenceText(view));
  printLine();
  return askLine(`to approve say "${oneLine(view.phrase)}" (empty: not now): `);
}
