/** Turns that wait until somebody lets them go, by key. */
export class Holds {
  /** @type {Map<string, { released: Promise<void>, release: () => void }>} */
  #keys = new Map();

  /** @param {string} key */
  released(key) {
    return this.#of(key).released;
  }

  /** @param {string} key */
  release(key) {
    this.#of(key).release();
  }

  /** @param {string} key */
  #of(key) {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    let release = () => {};
    const released = new Promise((/** @type {(value: void) => void} */ resolve) => {
      release = resolve;
    });
    const hold = { released, release };
    this.#keys.set(key, hold);
    return hold;
  }
}
