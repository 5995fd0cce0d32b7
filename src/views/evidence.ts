import type { JsonValue } from "../core/artifact.ts";
import type { CheckResult, DiffSummary, Tree } from "../core/gate.ts";
import type { ArtifactVersion, PhaseState, Run } from "../core/run.ts";
import { shellQuoted } from "../core/shellWords.ts";
import { approvingOf, phasesInPlanOrder, shortDigest } from "./approving.ts";
import type { Approving } from "./approving.ts";
import { plainFigures } from "./tokenFigures.ts";
import type { Figures } from "./tokenFigures.ts";
import { runTokens } from "./tokens.ts";
import { taskLabel } from "./words.ts";

/** What a person looks at before approving a phase. */
export interface EvidenceView extends Approving {
  readonly tree: Tree;
  /** What of the files differs from where the run began; absent where there is no git. */
  readonly diff?: DiffSummary;
  /** What a person should know of how it was checked, such as that the phase changed what its checks start. */
  readonly notes?: readonly string[];
  readonly checks: readonly Pick<
    CheckResult,
    "id" | "type" | "passed" | "text" | "durationMs" | "measured"
  >[];
  readonly artifacts: readonly ArtifactSummary[];
  /** What the phase's tasks were to fulfil. */
  readonly acceptance: readonly { readonly task: string; readonly criteria: readonly string[] }[];
  readonly checklist: readonly string[];
  /** What agents have used in this run so far; absent where none had an attempt. */
  readonly spent?: Figures;
  /** Approves exactly this without a terminal. */
  readonly approveCommand: string;
}

export interface ArtifactSummary {
  readonly name: string;
  readonly version?: number;
  readonly bytes?: number;
  readonly sha256: string;
  /** A line for each of its members. */
  readonly summary: readonly string[];
}

/** The document that `pawl approve --json` prints where no phrase is given. */
export interface ApproveView {
  readonly run: string;
  readonly status: Run["status"];
  readonly approving: readonly EvidenceView[];
}

/** @param phase only this one's evidence */
export const approveView = (run: Run, phase?: PhaseState): ApproveView => ({
  run: run.id,
  status: run.status,
  approving: phasesInPlanOrder(phase ? [phase] : run.waiting).map((each) =>
    evidenceView(run, each),
  ),
});

/** Of a phase that waits for an approval. */
export function evidenceView(run: Run, phase: PhaseState): EvidenceView {
  const evidence = phase.evidence!;
  const approving = approvingOf(run, phase);
  const { diff } = evidence;
  const spent = runTokens(run);
  return {
    ...approving,
    tree: evidence.tree,
    ...(diff ? { diff } : {}),
    ...(evidence.notes ? { notes: evidence.notes } : {}),
    checks: evidence.checks.map(({ id, type, passed, text, durationMs, measured }) => ({
      id,
      type,
      passed,
      text,
      durationMs,
      ...(measured ? { measured } : {}),
    })),
    artifacts: evidence.artifacts.map((each) => artifactSummary(run, each)),
    acceptance: phase.tasks.flatMap((task) => acceptanceOf(task)),
    checklist: phase.spec.gate!.approve!.checklist,
    ...(spent ? { spent: plainFigures(spent) } : {}),
    approveCommand: `${approving.command} --phrase ${quoted(approving.phrase)} --evidence ${shortDigest(approving.digest)}`,
  };
}

const acceptanceOf = (task: PhaseState["tasks"][number]): EvidenceView["acceptance"] => {
  const criteria = task.spec.kind === "agent" ? (task.spec.acceptance ?? []) : [];
  return criteria.length === 0 ? [] : [{ task: taskLabel(task), criteria }];
};

function artifactSummary(
  run: Run,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
): ArtifactSummary {
  const found: ArtifactVersion | undefined = run.artifacts
    .get(name)
    ?.findLast((each) => each.artifact.sha256 === sha256);
  if (!found) return { name, sha256, summary: [] };
  const { artifact, version } = found;
  return { name, version, bytes: artifact.bytes, sha256, summary: summaryOf(artifact.value) };
}

const MOST_MEMBERS = 12;

/** `status: "done"`, `files: 3 items`. */
function summaryOf(value: JsonValue): string[] {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return [brief(value)];
  const members = Object.entries(value);
  const more = members.length - MOST_MEMBERS;
  return [
    ...members.slice(0, MOST_MEMBERS).map(([key, each]) => `${key}: ${brief(each)}`),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
}

const LONGEST = 80;

/** A value on one line; of what is large, how large it is. */
function brief(value: JsonValue): string {
  const text = JSON.stringify(value);
  if (text.length <= LONGEST) return text;
  if (Array.isArray(value)) return `${value.length} items`;
  if (typeof value === "object" && value !== null) return `${Object.keys(value).length} members`;
  return `${text.slice(0, LONGEST - 1)}…`;
}

/** As a shell takes it for one word. */
const quoted = (text: string): string =>
  /^[\w ./:@%+,=-]+$/.test(text) ? `"${text}"` : shellQuoted(text);
