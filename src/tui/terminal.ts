import pc from "picocolors";

/** What is asked of a stream to know whether a person's terminal is behind it. */
export interface MaybeTerminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

export type Colors = ReturnType<typeof pc.createColors>;

/** Colours only on a terminal that knows them; `NO_COLOR` takes them away, `FORCE_COLOR` wants them anywhere. */
export function wantsColor(stream: MaybeTerminal, env: Env = process.env): boolean {
  if (isSet(env["NO_COLOR"])) return false;
  if (isSet(env["FORCE_COLOR"]) && env["FORCE_COLOR"] !== "0") return true;
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

/** A screen that repaints in place: only on a terminal, and not where logs are collected or colours unwanted. */
export function wantsLive(stream: MaybeTerminal, env: Env = process.env): boolean {
  const plain = isSet(env["CI"]) || isSet(env["NO_COLOR"]) || env["TERM"] === "dumb";
  return stream.isTTY === true && !plain;
}

/** The Linux console's fonts lack the signs. */
export const hasSigns = (env: Env = process.env): boolean => env["TERM"] !== "linux";

export const colorsFor = (on: boolean): Colors => pc.createColors(on);

const isSet = (value: string | undefined): boolean => value !== undefined && value !== "";
