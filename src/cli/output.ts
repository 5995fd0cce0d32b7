import { EXIT } from "../core/error.ts";

let needed = true;

/** From here on the work matters more than what is printed of it: a run goes on when nobody reads along. */
export function goOnWithoutOutput(): void {
  needed = false;
}

/**
 * What to do when stdout cannot be written. A reader that has seen enough (`pawl runs | head`) is no failure;
 * a full disk is one, unless a run is being driven, which goes on in silence.
 */
export function onOutputError(error: NodeJS.ErrnoException): void {
  if (!needed) return;
  if (error.code === "EPIPE") process.exit(EXIT.completed);
  const why = error.code === "ENOSPC" ? "there is no space left where it goes" : error.message;
  process.stderr.write(`pawl: the output cannot be written: ${why}\n`);
  process.exit(EXIT.usage);
}
