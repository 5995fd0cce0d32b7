import type { JsonValue } from "../core/artifact.ts";
import { inputPhaseOf } from "../core/inputs.ts";
import type { Plan } from "../core/plan.ts";
import { currentOf } from "../core/run.ts";
import type { ArtifactVersion, PhaseState, Run, RunStatus } from "../core/run.ts";
import { isoTime } from "./duration.ts";
import { workOfTask } from "./words.ts";

/** Whether a plan's runs are what seed 000 is about: a phase of a specification, as its `inputs` name it. */
export const isSeed000 = (plan: Plan): boolean => plan.inputPhase !== undefined;

/** An artifact with what Pawl itself knows of it; an agent's own members of these names do not count. */
export interface SeedArtifact {
  readonly phase_id: string | null;
  /** Of the phase that handed it on. */
  readonly status: PhaseState["status"];
  readonly metadata: {
    /** Work of the phase's tasks together, in milliseconds; without waiting for a person. */
    readonly duration_ms: number;
    readonly artifact: string;
    readonly version: number;
    readonly bytes: number;
    readonly sha256: string;
    readonly created_at: string;
  };
  readonly [member: string]: unknown;
}

/** What seed 000 calls a session. */
export interface SeedSession {
  readonly session_id: string;
  readonly phase_id: string | null;
  /** The first phase that is open; `null` where none is. */
  readonly current_phase: string | null;
  readonly phases_completed: readonly string[];
  readonly overall_status: RunStatus;
  /** By the phase; by their own names where a phase hands on several. */
  readonly state_artifacts: Readonly<Record<string, SeedArtifact>>;
}

const OPEN: ReadonlySet<string> = new Set(["running", "gate", "waiting"]);

/** @param now for what is under way */
export function seedSession(run: Run, now: number): SeedSession {
  const id = inputPhaseOf(run.plan, run.params) ?? null;
  return {
    session_id: run.id,
    phase_id: id,
    current_phase: run.phases.find((each) => OPEN.has(each.status))?.spec.id ?? null,
    phases_completed: run.phases.flatMap((each) =>
      each.status === "completed" ? [each.spec.id] : [],
    ),
    overall_status: run.status,
    state_artifacts: Object.fromEntries(
      run.phases.flatMap((each) => artifactsOf(run, each, id, now)),
    ),
  };
}

function artifactsOf(
  run: Run,
  phase: PhaseState,
  id: string | null,
  now: number,
): [string, SeedArtifact][] {
  const found = (phase.spec.produces ?? []).flatMap(({ name }) => currentOf(run, name) ?? []);
  return found.map((each) => [
    found.length === 1 ? phase.spec.id : each.artifact.name,
    envelope(each, phase, id, now),
  ]);
}

function envelope(
  { artifact, version, at }: ArtifactVersion,
  phase: PhaseState,
  id: string | null,
  now: number,
): SeedArtifact {
  const { name, bytes, sha256, value } = artifact;
  const duration = phase.tasks.reduce((sum, each) => sum + workOfTask(each, now), 0);
  return {
    ...membersOf(value),
    phase_id: id,
    status: phase.status,
    metadata: {
      duration_ms: duration,
      artifact: name,
      version,
      bytes,
      sha256,
      created_at: isoTime(at),
    },
  };
}

const membersOf = (value: JsonValue): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : { value };
