import { ATTEMPT_FILES } from "../../core/paths.ts";

/** Names of the files in the folder of an attempt that an agent carries out, beside those of every attempt. */
export const AGENT_FILES = {
  /** The order: what the runner and the attempt's tools work from. Its texts hold no secret. */
  order: "order.json",
  /** The prompt as it was sent. */
  prompt: "prompt.md",
  /** What the agent told, made the same for all agents: a JSON line each. */
  events: "events.jsonl",
  /** What the agent wrote to stdout and stderr, as it came but for secrets. */
  raw: "raw.log",
  stderr: "stderr.log",
  /** What came before, where there was much. */
  rawBefore: "raw.1.log",
  stderrBefore: "stderr.1.log",
  eventsBefore: "events.1.jsonl",
  /** Why it is to stop; its being there tells the runner. */
  stop: "stop",
  /** How it ended and what came of it, written last and at once. */
  account: "account.json",
  /** Written by the attempt's tools: artifacts that fit, by name; the report; flags and progress, a JSON line each. */
  artifacts: ATTEMPT_FILES.artifacts,
  report: "report.json",
  /** Written by them, too: why an artifact was refused last, by its name. */
  refused: "refused",
  flags: "flags.jsonl",
  progress: "progress.jsonl",
  /** Where a driver's own files go. */
  driver: "driver",
  /** Artifacts that the prompt only summarises, whole. */
  given: "given",
  /** Where the attempt may put details that do not fit its summary. */
  details: ATTEMPT_FILES.details,
} as const;
