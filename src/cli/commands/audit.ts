import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { RunId } from "../../core/ids.ts";
import type { Reading } from "../../journal/store.ts";
import { auditRows, auditView } from "../../views/audit.ts";
import { plural } from "../../views/words.ts";
import { verifySignatures } from "../signatures.ts";
import type { Signatures } from "../signatures.ts";
import type { Options } from "../declared.ts";
import { columns, printJson, printLine, printLines, printNote } from "../print.ts";
import { chooseRun, openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl audit [RUN]`: what was decided, when and by whom. Reading a journal checks every hash of it. */
export async function audit(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  try {
    const id = await chooseRun(state, args[0]);
    const { events, notes } = await readOrTell(state, id, options);
    const missing = notes.filter(tellsOfLoss);
    const signatures = options["verify"] ? await verifySignatures(events) : undefined;
    const unsound = missing.length > 0 || (signatures?.problems.length ?? 0) > 0;
    const exit = options["verify"] && unsound ? EXIT.usage : EXIT.completed;
    const entries = auditView(events);
    if (options["json"]) {
      printJson({
        run: id,
        intact: missing.length === 0,
        ...(signatures ? { signatures } : {}),
        notes,
        events: entries,
      });
      return exit;
    }
    notes.forEach(printNote);
    if (options["verify"]) {
      if (missing.length === 0) printLine(`${id}: ${events.length} events, chain intact`);
      printLines(signatureLines(id, signatures!));
    } else printLines(columns(auditRows(entries)));
    return exit;
  } finally {
  }
}

/** Nothing of a run in which nobody had to sign. */
const signatureLines = (id: RunId, { verified, problems }: Signatures): string[] => [
  ...(verified > 0 ? [`${id}: ${plural(verified, "signature")} of approvals verified`] : []),
  ...problems.map((each) => `${id}: ${each}`),
];

/** Of a damaged journal `--verify` also says which events are whole; the error then tells the damage. */
async function readOrTell(state: State, id: RunId, options: Options): Promise<Reading> {
  try {
    return await state.store.read(id);
  } catch (error) {
    const line = error instanceof PawlError && /\.jsonl:(\d+)/.exec(error.message)?.[1];
    if (line && options["verify"] && !options["json"]) {
      const whole = Number(line) - 1;
      printLine(whole === 0 ? `${id}: no event is whole` : `${id}: events 1 to ${whole} are whole`);
    }
    throw error;
  }
}

/** A torn tail had been told to nobody; an event that had been told and is gone is a loss. */
const tellsOfLoss = (note: string): boolean => /\bmissing\b/.test(note);
