import { decide } from "../../core/decide.ts";
import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { Approval } from "../../core/gate.ts";
import type { Request } from "../../core/requests.ts";
import { isRefusal } from "../../core/result.ts";
import type { PhaseState, Run } from "../../core/run.ts";
import { put, thisActor } from "../../engine/engine.ts";
import { phasesInPlanOrder } from "../../views/approving.ts";
import { approveView } from "../../views/evidence.ts";
import { evidenceText } from "../../views/evidenceText.ts";
import { statusView } from "../../views/status.ts";
import { askPhrase } from "../approve/ask.ts";
import { meantDigest } from "../approve/digest.ts";
import { nextLines } from "../approve/next.ts";
import { refuseIfStale, refuseOld } from "../approve/stale.ts";
import { signedBy } from "../approve/signing.ts";
import { canAsk } from "../askLine.ts";
import { textOf } from "../declared.ts";
import type { Options } from "../declared.ts";
import { gateWords, waitingPhase } from "../gateWords.ts";
import { printJson, printLine, printLines } from "../print.ts";
import { refuseInAttempt } from "../refuseInAttempt.ts";
import { openState } from "../state.ts";
import type { State } from "../state.ts";

/** `pawl approve [RUN] [GATE]`: shows what is to be approved, and approves exactly that. */
export async function approve(args: readonly string[], options: Options): Promise<ExitStatus> {
  refuseInAttempt("an approval is", "approve");
  const state = await openState();
  const { run, gate } = await gateWords(state, args);
  const phase = gate === undefined ? undefined : waitingPhase(run, gate);
  const phrase = textOf(options, "phrase");
  const evidence = textOf(options, "evidence");
  if (phrase !== undefined || evidence !== undefined)
    await approveSaid(state, { run, gate, phrase, evidence }, options);
  else if (gate !== undefined && !phase) refuse(run, gate);
  else if (options["json"]) printJson(approveView(run, phase));
  else if (canAsk() && run.waiting.size > 0)
    await askAll(state, run, phase ? [phase] : phasesInPlanOrder(run.waiting), options);
  else show(run, phase);
  return EXIT.completed;
}

interface Said {
  readonly run: Run;
  readonly gate: string | undefined;
  readonly phrase: string | undefined;
  readonly evidence: string | undefined;
}

async function approveSaid(state: State, said: Said, options: Options): Promise<void> {
  const { run, gate, phrase, evidence } = said;
  if (phrase === undefined || evidence === undefined) throw halfSaid(run, gate, phrase);
  const [only, ...more] = phasesInPlanOrder(run.waiting);
  const phase = gate === undefined ? only : waitingPhase(run, gate);
  // The core says what is wrong where none or several wait, in the words of the run as it is then.
  if (!phase || (gate === undefined && more.length > 0)) return refuse(run, gate);
  const digest = meantDigest(evidence, phase.evidence!.digest);
  if (digest !== phase.evidence!.digest) await refuseOld(state, run, phase, digest);
  const after = await approveOne(state, run, phase, { phrase, digest }, options);
  if (options["json"]) printJson(statusView(after, Date.now()));
  else printLines(await nextLines(state, after, `${phase.spec.id} is approved`));
}

function halfSaid(run: Run, gate: string | undefined, phrase: string | undefined): PawlError {
  const missing = phrase === undefined ? "--phrase TEXT" : "--evidence DIGEST";
  const show = `pawl approve ${run.id}${gate === undefined ? "" : ` ${gate}`}`;
  return new PawlError(
    "usage",
    `without a terminal an approval needs a phrase and what it is for: ${missing} is missing; ${show} shows both`,
  );
}

/** Looks at everything that the core cannot see, then lets it decide. */
async function approveOne(
  state: State,
  run: Run,
  phase: PhaseState,
  said: Pick<Approval, "phrase" | "digest">,
  options: Options,
): Promise<Run> {
  const request = (approval: Approval): Request => ({
    type: "approve",
    phase: phase.spec.id,
    approval,
    by: thisActor(),
  });
  const refusal = decide(run, request(said), Date.now());
  if (isRefusal(refusal) && refusal.code !== "unsigned")
    throw new PawlError("refused", refusal.text);
  await refuseIfStale(state, run, phase);
  const signature = await signedBy(run, phase, textOf(options, "signature"));
  return put(state.store, run.id, request({ ...said, ...(signature ? { signature } : {}) }));
}

/** Throws why nothing of that name can be approved. */
function refuse(run: Run, gate: string | undefined): never {
  const approval = { phrase: "", digest: "" };
  const by = thisActor();
  const named = gate === undefined ? {} : { phase: gate };
  const decided = decide(run, { type: "approve", ...named, approval, by }, Date.now());
  const text = isRefusal(decided) ? decided.text : `run ${run.id} waits for no approval`;
  throw new PawlError("refused", text);
}

async function askAll(
  state: State,
  run: Run,
  phases: readonly PhaseState[],
  options: Options,
): Promise<void> {
  for (const phase of phases) {
    const phrase = await askPhrase(run, phase);
    if (phrase === "") {
      printLine(`${phase.spec.id} is not approved; the run waits`);
      continue;
    }
    const { digest } = phase.evidence!;
    const after = await approveOne(state, run, phase, { phrase, digest }, options);
    printLines(await nextLines(state, after, `${phase.spec.id} is approved`));
  }
}

/** The evidence, and under it what to type to approve it. */
function show(run: Run, only: PhaseState | undefined): void {
  const { approving } = approveView(run, only);
  if (approving.length === 0)
    return printLine(`nothing is to be approved in run ${run.id}, which is ${run.status}`);
  printLines(
    approving.flatMap((each, at) => [
      ...(at === 0 ? [] : [""]),
      ...evidenceText(each),
      "",
      "To approve exactly this, or to send it back:",
      `  ${each.approveCommand}`,
      `  ${each.rejectCommand}`,
    ]),
  );
}
