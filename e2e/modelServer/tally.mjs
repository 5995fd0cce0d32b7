// What was served, kept for each key, so that what a client says it has used can be held against it.
/** @import { Tokens } from "./conversation.mjs" */

/**
 * @typedef {object} Served
 * @property {string} key
 * @property {string} dialect
 * @property {string} model
 * @property {number} position of the turn in its scenario
 * @property {boolean} side asked beside the work (a title, a choice of model): no tools, no place in the scenario
 * @property {"asked" | "failed" | "broken" | "answered"} state `broken`: it was not sent to its end
 * @property {number} [status]
 * @property {Tokens} usage
 */

/** @typedef {Tokens & { requests: number }} Totals */

export class Tally {
  /** @type {Served[]} */
  #served = [];
  /** @type {Set<() => void>} */
  #waiting = new Set();
  /** @type {Map<string, string>} */
  #lastContent = new Map();

  /** @param {Served} served the server changes its state as it goes on */
  add(served) {
    this.#served.push(served);
    this.changed();
  }

  /** What waits for something looks again. */
  changed() {
    for (const look of this.#waiting) look();
  }

  /**
   * @param {string} key
   * @returns {readonly Served[]}
   */
  of(key) {
    return this.#served.filter((each) => each.key === key);
  }

  /**
   * How often something went wrong at a place.
   *
   * @param {string} key
   * @param {number} position
   */
  failuresAt(key, position) {
    return this.of(key).filter((each) => {
      return each.position === position && !each.side && each.state === "failed";
    }).length;
  }

  /**
   * Tokens of all that was answered to its end.
   *
   * @param {string} key
   * @returns {Totals}
   */
  totals(key) {
    const totals = { requests: 0, input: 0, cached: 0, output: 0 };
    for (const { usage, state } of this.of(key)) {
      if (state !== "answered") continue;
      totals.requests += 1;
      totals.input += usage.input;
      totals.cached += usage.cached;
      totals.output += usage.output;
    }
    return totals;
  }

  /**
   * Resolves once it holds of what was served for a key.
   *
   * @param {string} key
   * @param {(served: readonly Served[]) => boolean} holds
   * @returns {Promise<void>}
   */
  until(key, holds) {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds(this.of(key))) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /**
   * Characters that this request has in common with the key's last: what a cache would have given.
   *
   * @param {string} key
   * @param {string} content
   */
  sharedWithLast(key, content) {
    const last = this.#lastContent.get(key) ?? "";
    this.#lastContent.set(key, content);
    let at = 0;
    while (at < last.length && last[at] === content[at]) at++;
    return at;
  }
}
