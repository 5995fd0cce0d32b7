// A scenario gives the turns of a model, one after the other; where a conversation stands is told from what it holds,
// so that it goes on in another process, or in a session that was resumed, as if nothing had been.
/** @import { Conversation } from "./conversation.mjs" */

/**
 * One turn of the model. `hold`: it is given once `release` was called for its key. `afterMs`: it is given so much
 * later, as models think; for measures only. `tokens`: so many are charged for what went in, however long it is.
 *
 * @typedef {(
 *   | { say: string }
 *   | { shell: string }
 *   | { read: string }
 *   | { write: { path: string, text: string } }
 *   | { tool: string, args: Record<string, unknown> }
 * ) & { hold?: boolean, afterMs?: number, tokens?: number }} Turn
 */

/**
 * Goes wrong instead of the turn that follows it: with an HTTP status; or the stream is cut, says that the model is
 * overloaded, or says nothing more (`stall`); or there is no answer at all (`hang`).
 *
 * @typedef {object} Fault
 * @property {number | "cut" | "overloaded" | "stall" | "hang"} fault
 * @property {number} [times] how often, counted over all conversations of the key; once if not given
 * @property {boolean} [hold] again and again, until `release` was called for the key
 * @property {number} [retryAfter] seconds, told in a header
 */

/** @typedef {Turn | Fault} Step */

/**
 * What is to be done for a conversation, by what was asked in it and under which key.
 * @typedef {(conversation: Conversation, key: string) => readonly Step[]} Scenario
 */

/**
 * The turn that a conversation has come to, and what goes wrong before it.
 *
 * @param {readonly Step[]} steps
 * @param {Conversation} conversation
 * @returns {{ position: number, turn: Turn, faults: readonly Fault[] }}
 */
export function standing(steps, conversation) {
  const position = positionOf(steps, conversation);
  /** @type {Fault[]} */
  let faults = [];
  let turns = 0;
  for (const step of steps) {
    if ("fault" in step) {
      faults.push(step);
    } else if (turns++ === position) {
      return { position, turn: step, faults };
    } else {
      faults = [];
    }
  }
  // Asked once more, it says again what it said last.
  const last = steps.findLast((step) => "say" in step);
  return { position, turn: { say: last?.say ?? "There is nothing left to do." }, faults: [] };
}

/**
 * What was said by clients in the model's name, and pieces of what was cut off, are not counted.
 *
 * @param {readonly Step[]} steps
 * @param {Conversation} conversation
 */
function positionOf(steps, { calls, texts }) {
  const says = new Set(steps.map((each) => ("say" in each ? each.say.trim() : undefined)));
  return calls + texts.filter((each) => says.has(each.trim())).length;
}

/**
 * The fault whose turn it is, when so many have been met at this place.
 *
 * @param {readonly Fault[]} faults
 * @param {{ met: number, released: boolean }} given `released`: nothing is held any more
 */
export function faultAfter(faults, { met, released }) {
  let before = 0;
  for (const each of faults) {
    if (each.hold === true && !released) return each;
    before += each.hold === true ? 0 : (each.times ?? 1);
    if (met < before) return each;
  }
  return undefined;
}
