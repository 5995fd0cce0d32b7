import type { JsonValue } from "../core/artifact.ts";
import { below, brief, placeOf } from "./pointer.ts";

/** Deeper values serve nobody and would use up the stack of whoever walks through them. */
export const MAX_DEPTH = 64;

/** More members than this are not looked at: one that hands in so much is not near any bound. */
const MAX_MEMBERS = 5_000_000;

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Why a value is not JSON that can be kept, with its place; undefined if it is. */
export function whyNotPlainJson(value: unknown): string | undefined {
  const todo: Place[] = [{ value, depth: 0, pointer: "" }];
  for (let seen = 0; seen < todo.length && seen < MAX_MEMBERS; seen++) {
    const place = todo[seen]!;
    const problem = look(place, todo);
    if (problem !== undefined) return `${placeOf(place.pointer)}: ${problem}`;
    // What was looked at is let go of, so that a large value is not held twice.
    todo[seen] = DONE;
  }
  return todo.length > MAX_MEMBERS
    ? `the whole value: more than ${MAX_MEMBERS} members`
    : undefined;
}

interface Place {
  readonly value: unknown;
  readonly depth: number;
  readonly pointer: string;
}

const DONE: Place = { value: null, depth: 0, pointer: "" };

/** What is wrong with a value itself; its members are put down to be looked at later. */
function look({ value, depth, pointer }: Place, todo: Place[]): string | undefined {
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value === "number")
    return Number.isFinite(value) ? undefined : `found ${value}, expected a number that JSON has`;
  if (typeof value === "string") return whyNotText(value);
  if (typeof value !== "object") return `found ${kindOf(value)}, expected a JSON value`;
  if (depth === MAX_DEPTH) return `more than ${MAX_DEPTH} levels deep`;
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && todo.length <= MAX_MEMBERS; at++)
      todo.push({ value: value[at], depth: depth + 1, pointer: below(pointer, at) });
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null)
    return "found an object that is not plain, expected a JSON value";
  for (const key of Object.keys(value)) {
    if (key === "__proto__")
      return 'the key "__proto__" is not allowed; give this member another name';
    if (LONE_SURROGATE.test(key)) return `a key holds half a character: ${escaped(key)}`;
    const member = (value as Record<string, unknown>)[key];
    todo.push({ value: member, depth: depth + 1, pointer: below(pointer, key) });
  }
  return undefined;
}

const whyNotText = (text: string): string | undefined =>
  LONE_SURROGATE.test(text) ? `half a character (a lone surrogate) in ${escaped(text)}` : undefined;

/** JSON's way of writing it shows a lone surrogate as its number. */
function escaped(text: string): string {
  const at = text.search(LONE_SURROGATE);
  return JSON.stringify(text.slice(Math.max(0, at - 10), at + 10));
}

const kindOf = (value: unknown): string =>
  value === undefined ? "nothing" : `a ${typeof value === "bigint" ? "big integer" : typeof value}`;

/** A value for people, on one line and cut. */
export const shown = (value: JsonValue): string => brief(JSON.stringify(value), 60);
