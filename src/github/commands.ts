import type { Command } from "./port.ts";

/** What a comment asks for; `unclear`: it begins like a command, and is none. */
export type Said = Command | { readonly type: "unclear"; readonly text: string };

const MOST = 2_000;
/** As on the command line. */
const LEAST_DIGITS = 12;

/**
 * The command that a comment is: its first line begins with `/pawl`. What stands further down, is quoted or is within a
 * fence is talk.
 */
export function commandIn(body: string): Said | undefined {
  const text = body
    .slice(0, MOST)
    .replace(/^\s*\n/, "")
    .trimEnd();
  const found = /^ {0,3}\/pawl(?!\S)(?:\s+(\S+))?(?:[^\S\n]+(\S+))?([^]*)$/.exec(text);
  if (!found) return undefined;
  const [, verb = "", gate = "", rest = ""] = found;
  if (verb === "approve") return approveIn(gate, rest.trim());
  if (verb === "reject") return rejectIn(gate, rest.trim());
  return { type: "unclear", text: `there is no command "${verb}"; there are approve and reject` };
}

function approveIn(gate: string, rest: string): Said {
  const [, digest = "", phrase = ""] = /^(\S+)\s*([^]*)$/.exec(rest) ?? [];
  const isDigest =
    /^[0-9a-f]+$/i.test(digest) && digest.length >= LEAST_DIGITS && digest.length <= 64;
  if (gate === "" || !isDigest || phrase === "") return { type: "unclear", text: HOW_TO_APPROVE };
  // What stands below is a word to people: browsers end lines with a return.
  const [said = ""] = phrase.split(/\r?\n/);
  return { type: "approve", gate, digest: digest.toLowerCase(), phrase: said.trim() };
}

const rejectIn = (gate: string, reason: string): Said =>
  gate === "" || reason === ""
    ? { type: "unclear", text: "say which gate and why: /pawl reject GATE REASON" }
    : { type: "reject", gate, reason };

const HOW_TO_APPROVE =
  "say which gate, the evidence and the phrase, as the request for the approval has them: /pawl approve GATE DIGEST PHRASE";
