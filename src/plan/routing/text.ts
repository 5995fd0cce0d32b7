/** More of a prompt than this says how the work is done rather than what it is about. In UTF-16 units. */
const READ = 4_000;

/** Writing that puts no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}]/u;

/** A text of which it can be asked what words are in it, whatever their case, and where. */
export class Words {
  readonly #words: string;
  readonly #whole: string;

  constructor(text: string) {
    const read = text.slice(0, READ).normalize("NFKC").toLowerCase();
    this.#words = spaced(read);
    this.#whole = read;
  }

  /** Where a word, or several in a row, first stands; -1 where it does not. A plural counts as the word. */
  indexOf(word: string): number {
    const wanted = word.normalize("NFKC").toLowerCase();
    if (UNSPACED.test(wanted)) return this.#whole.indexOf(wanted.trim());
    const plain = spaced(wanted).trim();
    if (plain === "") return -1;
    const found = [plain, `${plain}s`].map((each) => this.#words.indexOf(` ${each} `));
    const [first = -1] = found.filter((at) => at >= 0).sort((a, b) => a - b);
    return first;
  }
}

/** Words only, with one space around each. */
const spaced = (text: string): string =>
  ` ${text
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((each) => each !== "")
    .join(" ")} `;
