/** Exit statuses of the command line. Where several hold: 6, 2, 130, 5, 1, 4, 3. */
export const EXIT = {
  completed: 0,
  failed: 1,
  usage: 2,
  waiting: 3,
  blocked: 4,
  budget: 5,
  driven: 6,
  interrupted: 130,
} as const;

export type ExitStatus = (typeof EXIT)[keyof typeof EXIT];

export type ErrorCode =
  | "usage"
  | "plan-invalid"
  | "run-unknown"
  | "journal-damaged"
  | "journal-newer"
  | "event-too-large"
  | "store-busy"
  | "store-failed"
  | "driven-elsewhere"
  | "attempts-elsewhere"
  | "refused"
  | "internal";

/** The one error that Pawl throws. `message` is for a person: what was found, where, and what to do now. */
export class PawlError extends Error {
  readonly code: ErrorCode;
  readonly exit: ExitStatus;

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; exit?: ExitStatus } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "PawlError";
    this.code = code;
    this.exit = options.exit ?? (code === "internal" ? EXIT.failed : EXIT.usage);
  }
}
