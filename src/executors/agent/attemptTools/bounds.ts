/** How much the tools take, so that an attempt that runs wild fills neither the disk nor a person's screen. */
export const MOST_FLAGS = 20;
export const MOST_FLAG_TEXT = 2_000;
export const MOST_PROGRESS = 500;
export const MOST_PROGRESS_TEXT = 300;
export const MOST_DETAILS = 1024 * 1024;

/** Each character may take up six bytes as JSON writes it. */
export const MOST_FLAGS_BYTES = MOST_FLAGS * (MOST_FLAG_TEXT + 200) * 6;
export const MOST_PROGRESS_BYTES = MOST_PROGRESS * (MOST_PROGRESS_TEXT + 100) * 6;
