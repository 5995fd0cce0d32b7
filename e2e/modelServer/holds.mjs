/**
 * @typedef {object} Hold
 * @property {boolean} isReleased
 * @property {Promise<void>} released
 * @property {() => void} release
 */

/** Turns that wait until somebody lets them go, by key. */
export class Holds {
  /** @type {Map<string, Hold>} */
  #keys = new Map();

  /** @param {string} key */
  isReleased(key) {
    return this.#of(key).isReleased;
  }

  /** @param {string} key */
  released(key) {
    return this.#of(key).released;
  }

  /** @param {string} key */
  release(key) {
    const hold = this.#of(key);
    hold.isReleased = true;
    hold.release();
  }

  /** @param {string} key */
  #of(key) {
    const known = this.#keys.get(key);
    if (known !== undefined) return known;
    let release = () => {};
    const released = new Promise((/** @type {(value: void) => void} */ resolve) => {
      release = resolve;
    });
    const hold = { isReleased: false, released, release };
    this.#keys.set(key, hold);
    return hold;
  }
}
