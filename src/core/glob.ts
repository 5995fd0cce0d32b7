const matchers = new Map<string, RegExp>();

/**
 * Whether a path fits a glob: `*` and `?` stop at `/`, `**` as a whole step stands for any number of folders,
 * `{a,b}` for one of these. All else stands for itself, a `.` at the start too.
 */
export function matchesGlob(path: string, glob: string): boolean {
  let matcher = matchers.get(glob);
  if (!matcher) matchers.set(glob, (matcher = new RegExp(`^${patternOf(glob)}$`, "u")));
  return matcher.test(path);
}

function patternOf(glob: string): string {
  const text = glob.replace(/^(\.\/)+/, "");
  let pattern = "";
  let open = 0;
  for (let at = 0; at < text.length;) {
    const stars = /^\*\*(\/|$)/.exec(text.slice(at));
    const atStep = at === 0 || text[at - 1] === "/";
    if (stars && atStep) {
      pattern += stars[1] === "/" ? "(?:[^/]+/)*" : ".+";
      at += stars[0].length;
      continue;
    }
    const char = text[at]!;
    if (char === "*") {
      // More of them say no more than one.
      while (text[at + 1] === "*") at++;
      pattern += "[^/]*";
    } else if (char === "?") pattern += "[^/]";
    else if (char === "{" && text.includes("}", at)) {
      pattern += "(?:";
      open++;
    } else if (char === "}" && open > 0) {
      pattern += ")";
      open--;
    } else if (char === "," && open > 0) pattern += "|";
    else pattern += char.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
    at++;
  }
  return pattern + ")".repeat(open);
}
