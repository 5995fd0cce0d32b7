/** What an attempt says of itself. It is a claim: nothing advances on it alone. */
export interface Report {
  readonly status: "success" | "partial" | "failure";
  /** At most 400 characters. */
  readonly summary: string;
  /** Files that it says it has changed. */
  readonly files?: readonly string[];
  /** File with more than fits the summary, relative to the attempt's folder or its working folder. */
  readonly details?: string;
  /** The task that it says is complete, where it names one. */
  readonly task?: string;
  /** Of a partial report, which claims no completion: what it says was changed, and Pawl did not find so; one a line. */
  readonly doubts?: readonly string[];
  /** How it came: by the attempt's tools, as structured output, or as marked text. */
  readonly by: "tools" | "structured" | "text";
}

export const SUMMARY_LENGTH = 400;

/** A question or a block that an attempt raises for a person. */
export interface Flag {
  /** `clarifier_blocked`, `question`, … */
  readonly type: string;
  readonly text: string;
}
