/** @typedef {{ readonly id: number, readonly text: string }} Note */

/** Notes, in the order in which they were written. */
export class Notes {
  /** @type {Note[]} */
  #notes = [];

  /**
   * @param {string} text
   * @returns {Note}
   */
  add(text) {
    if (text.trim() === "") throw new TypeError("a note has a text");
    const note = Object.freeze({ id: this.#notes.length + 1, text: text.trim() });
    this.#notes.push(note);
    return note;
  }

  /** @returns {readonly Note[]} */
  all() {
    return [...this.#notes];
  }
}
