import { randomInt } from "node:crypto";
import { ID_PATTERN, runId } from "../core/ids.ts";
import type { RunId } from "../core/ids.ts";

const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";

/** `name-20261121-k3f9`: readable, sortable by day, and unlikely to be taken. */
export function newRunId(name: string, day: Date): RunId {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 32)
    .replace(/[-.]+$/, "");
  const start = ID_PATTERN.test(slug) ? slug : slug === "" ? "run" : `run-${slug}`;
  const date = `${day.getFullYear()}${pad(day.getMonth() + 1)}${pad(day.getDate())}`;
  const tail = Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return runId(`${start}-${date}-${tail}`);
}

const pad = (number: number): string => String(number).padStart(2, "0");
