/** The start of an element, or its end. Attributes have their entities read. */
export interface Tag {
  readonly name: string;
  readonly kind: "start" | "end" | "empty";
  readonly attributes: Readonly<Record<string, string>>;
  /** The text between the tag before it and this one. */
  readonly before: string;
}

const ENTITIES: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
};

/**
 * The tags of an XML text, one after the other. No entities but the five that XML knows are read, and no document
 * type that declares any: so nothing in it can grow or reach out.
 * @throws Error with a text for a person
 */
export function* tagsOf(text: string): Generator<Tag> {
  let at = 0;
  for (let open = text.indexOf("<"); open !== -1; open = text.indexOf("<", at)) {
    const before = text.slice(at, open);
    if (text.startsWith("<!--", open)) at = after(text, "-->", open);
    else if (text.startsWith("<![CDATA[", open)) at = after(text, "]]>", open);
    else if (text.startsWith("<?", open)) at = after(text, "?>", open);
    else if (text.startsWith("<!", open)) {
      at = after(text, ">", open);
      if (text.slice(open, at).includes("["))
        throw new Error("its document type declares entities, which are not read");
    } else {
      const end = endOfTag(text, open);
      yield { ...tagOf(text.slice(open + 1, end)), before };
      at = end + 1;
    }
  }
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from);
  if (at === -1) throw new Error(`it ends where ${end} is missing`);
  return at + end.length;
}

/** A `>` within quotation marks ends no tag. */
function endOfTag(text: string, open: number): number {
  let quote = "";
  for (let at = open; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === '"' || char === "'") quote = char;
    else if (char === ">") return at;
  }
  throw new Error("it ends in the middle of a tag");
}

function tagOf(text: string): Omit<Tag, "before"> {
  const name = /^\/?([^\s/]+)/.exec(text)?.[1];
  if (name === undefined) throw new Error(`<${text.slice(0, 40)}> is not a tag`);
  if (text.startsWith("/")) return { name, kind: "end", attributes: {} };
  const attributes: Record<string, string> = {};
  for (const [, key, double, single] of text.matchAll(
    /([^\s="'/]+)\s?=\s?(?:"([^"]*)"|'([^']*)')/g,
  ))
    attributes[key!] = plain(double ?? single!);
  return { name, kind: text.endsWith("/") ? "empty" : "start", attributes };
}

/** Text with its entities read. */
export const plain = (text: string): string =>
  text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{1,8});/gi, (all, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? all;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : all;
  });
