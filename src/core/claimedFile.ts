/** A file that a report says was changed, as it may have been meant. */
export interface ClaimedFile {
  /** As the report has it. */
  readonly said: string;
  /** Paths that may be meant, with `/`, the likeliest first: the claim holds where it holds of one of them. */
  readonly paths: readonly string[];
  /** It says that the file was deleted. */
  readonly deleted: boolean;
}

const BULLET = /^(?:[-*+•]|\d{1,3}[.)])\s+/;
const URL = /\b(?!file:)[a-z][a-z0-9+.-]*:\/\/\S+/gi;
const LINK = /\[[^\]]*\]\(([^()\s]+)\)/;
const QUOTED = /(`+|\*\*|")([^`*"]+)\1/;
const CURLY = /[“„«]([^“”„«»]+)[”“»]|‘([^‘’\s]+)’/;
/** As `git diff --stat` tells of a file that was moved. */
const MOVED = /^(\S*)\{(\S*) => (\S*)\}(\S*)$/;
const ARROW = /\s+(?:->|→|=>|⇒)\s+/;
const VERB =
  /^(?:deleted?|removed?|created?|added|updated?|modified|changed?|edited|wrote|new(?: file)?|renamed|moved|D|M|A|\?\?)(?::\s*|\s+)(?=\S)/i;
const REMARK = /\s+\([^()]*\)$|\s+[-–—]{1,2}\s+.*$|:\s+.*$|\s+lines?\s+\d.*$/is;
const LINES = /(?::\d+(?:[-:,]\d+)*:?|#L\d+(?:-L?\d+)?|\(\d+(?:,\d+)?\))$/i;

/** What is meant within a file: `tests/test_a.py::test_add`, `src/a.ts:parse()`, `src/a.ts#parse`. */
const SYMBOL = /^(.*[^./]\.[a-z][\w-]{0,15})(?:::?|#)[\w$<[].*$/i;

const DELETED = /\b(?:deleted?|removed?|deletion)\b|^D\s/i;
const UNCHANGED =
  /\b(?:unchanged|untouched|not (?:changed|modified|touched)|no changes?|(?:only )?read(?:[- ]only)?|reviewed|inspected|verified|checked|already (?:exist\w*|there|present|done|correct))\b/i;

/** `see src/a.ts`, `uses src/a.ts` say where something is, not what was changed. */
const POINTS_AT =
  /^(?:see(?: also)?|cf\.?|compare|based on|like|as in|per|from|uses?|using|reuses?|imports?|calls?|extends|follow(?:s|ing)|mirrors|matches|needs|requires|depends on|reads)\s/i;
/** Words that look like a path: `n/a`, `CI/CD`, `12/12`, `+10/-3`, `@types/node`, `Node.js`, `v2.x`. */
const NO_FILE =
  /^(?:n\/a|and\/or|none|nothing|[A-Z]{1,5}(?:\/[A-Z]{1,6})+|[+-]?\d+\/[+-]?\d+|@[a-z0-9][\w-]*\/[\w-]+|v?\d+(?:\.(?:\d+|x))+|(?:Node|Next|Nuxt|Vue|Express|Three|Nest|React|D3)\.js)[.,;:]?$/;
const ABBREVIATION = /^(?:e\.g|i\.e|etc)\.?,?$/i;

/**
 * The files that an entry of a report names. Agents write paths with remarks, line numbers and quotation marks, and put
 * prose where a path was asked for: what does not look like a path claims nothing, nor does a file that it says it only
 * looked at.
 */
export function claimedFiles(entry: string): ClaimedFile[] {
  const said = entry.normalize("NFC").trim();
  const text = said.replace(URL, "").replace(BULLET, "").trim().replace(MOVED, asArrow);
  if (text === "" || /\.{3}|…|^[$~]|^(?:\{.*\}|<.*>)$/s.test(text)) return [];
  const { path, remark } = partsOf(text);
  if (UNCHANGED.test(remark) || POINTS_AT.test(text) || NO_FILE.test(path.trim())) return [];
  const deleted = DELETED.test(remark);
  // A path may look like anything: as it stands it comes first.
  const literal = deleted ? [] : [asPath(text)];
  return pathsIn(path).map((paths) => ({
    said,
    paths: [...new Set([...literal, ...paths])],
    deleted,
  }));
}

/** Of an empty half only its slash would be left. */
const asArrow = (_: string, before = "", from = "", to = "", after = ""): string =>
  [from, to].map((each) => `${before}${each}${after}`.replace("//", "/")).join(" => ");

/** What is said beside the path is in no path: `read-only.ts` is a file that may have been changed. */
function partsOf(text: string): { path: string; remark: string } {
  const [, double, single] = CURLY.exec(text) ?? [];
  const marked = LINK.exec(text)?.[1] ?? QUOTED.exec(text)?.[2] ?? double ?? single;
  if (marked !== undefined) return { path: marked, remark: text.replace(marked, " ") };
  const verb = VERB.exec(text)?.[0] ?? "";
  const path = text.slice(verb.length).replace(REMARK, "");
  return { path, remark: `${verb} ${text.slice(verb.length + path.length)}` };
}

/** Of each file that is named, the paths that it may have. */
function pathsIn(text: string): string[][] {
  const moved = text.split(ARROW);
  if (moved.length > 1) {
    const ends = moved.toReversed().flatMap((each) => pathsIn(each)[0] ?? []);
    return ends.length === 0 ? [] : [ends];
  }
  const words = text
    .trim()
    .split(/\s+(?:(?:and|&|\+)\s+)?/)
    .filter((each) => !ABBREVIATION.test(each));
  if (words.length === 0) return [];
  if (words.length === 1) return isPath(words[0]!) ? [formsOf(words[0]!)] : [];
  if (words.every(hasExtension)) return words.map(formsOf);
  // Among other words only what can be nothing else counts; it may be the end of a path with spaces.
  const sure = words.filter((each) => each.includes("/") && hasExtension(each));
  return sure.length === 0 ? [] : [sure.flatMap(formsOf)];
}

function formsOf(word: string): string[] {
  const path = asPath(word);
  const bare = path.replace(/[.,;:]+$/, "").replace(LINES, "");
  const file = bare.replace(SYMBOL, "$1");
  // `@/` stands for a folder that only the project's own settings know.
  return [path, bare, file, file.replace(/^[ab@]\//, "")].filter((each) => each !== "");
}

function asPath(word: string): string {
  const path = word.replace(/^file:\/\/(?:localhost)?(?=\/)/i, "");
  return path.replace(/\\/g, "/").replace(/^(?:\.\/)+/, "");
}

const isPath = (word: string): boolean =>
  /[/\\*]/.test(word) || hasExtension(word) || /^\.\w/.test(word) || isKnownName(word);

const hasExtension = (word: string): boolean =>
  /[^./\\]\.[a-z][\w-]{0,15}$/i.test(word.replace(/[.,;:]+$/, "").replace(LINES, ""));

/** `Makefile`, `LICENSE`: other words without a dot are more likely prose. */
const isKnownName = (word: string): boolean => /^(?:[A-Z][a-z]*file|[A-Z]{4,})$/.test(word);
