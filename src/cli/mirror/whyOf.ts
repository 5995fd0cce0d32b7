/** What went wrong, for a person. */
export const whyOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
