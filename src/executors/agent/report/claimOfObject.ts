import type { Flag } from "../../../core/report.ts";
import type { Claim } from "./claim.ts";
import { detailsOrPath, filesOf, flagOf } from "./claim.ts";
import { isPlaceholder } from "./lines.ts";
import { STATUSES, statusOf } from "./status.ts";

/** What an object of the shape `{ status, summary, files?, details?, artifacts?, flags? }` says. */
export interface ObjectClaim extends Claim {
  readonly artifacts: readonly { readonly name: string; readonly value: unknown }[];
  readonly flags: readonly (Flag | undefined)[];
}

/** Reads an object as a report; undefined where nothing in it says that it is meant as one. */
export function claimOfObject(value: unknown, form: string, line: number): ObjectClaim | undefined {
  if (!isObject(value)) return undefined;
  const { status, summary } = value;
  if (status === undefined && summary === undefined && value["artifacts"] === undefined)
    return undefined;
  if (status === undefined && typeof summary !== "string") return undefined;
  const read = typeof status === "string" ? statusOf(status) : undefined;
  const text = typeof summary === "string" && !isPlaceholder(summary) ? summary.trim() : "";
  const lacks = lackOf(status, read, text);
  const details = detailsOrPath(value["details"]);
  return {
    line,
    form,
    status: read,
    summary: text,
    files:
      typeof value["files"] === "string" || Array.isArray(value["files"])
        ? filesOf(value["files"])
        : [],
    ...(details === undefined ? {} : { details }),
    ...(lacks === undefined ? {} : { lacks }),
    artifacts: artifactsOf(value["artifacts"]),
    flags: Array.isArray(value["flags"]) ? value["flags"].map(flagOfValue) : [],
  };
}

function lackOf(status: unknown, read: string | undefined, summary: string): string | undefined {
  if (read === undefined) {
    const found = status === undefined ? "nothing" : JSON.stringify(status).slice(0, 40);
    return `"status" is ${found}, expected ${STATUSES}`;
  }
  return summary === "" ? '"summary" is missing or empty' : undefined;
}

function artifactsOf(value: unknown): { name: string; value: unknown }[] {
  if (!isObject(value)) return [];
  // Where a schema asks for every key, null is how an agent leaves one out.
  return Object.entries(value)
    .filter(([, each]) => each !== null)
    .map(([name, each]) => ({ name, value: each }));
}

const flagOfValue = (value: unknown): Flag | undefined =>
  isObject(value) ? flagOf(value["type"], value["text"]) : undefined;

const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);
