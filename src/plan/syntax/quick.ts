import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import type { Span } from "../diagnostic.ts";
import { loadJsYaml } from "../load.ts";
import { MAX_DEPTH } from "./tree.ts";
import type { Entry, Node, ScalarNode } from "./tree.ts";

/** What was read, or where the reader gave up. */
export type QuickReading = { readonly root: Node } | { readonly stoppedAt: number };

/**
 * Reads nearly all plans, several times as fast as the full parser, which alone knows all of YAML and what to
 * say of a mistake. Whatever is or may be wrong, and whatever the two may read differently, makes it
 * give up, and the full parser decides. So it must never read a text differently from the full parser, and
 * never report an error.
 */
export function readQuick(text: string): QuickReading {
  const odd = /^[[{]/.test(text) ? text.search(ODD) : text.search(ODD_IN_BLOCKS);
  if (odd !== -1) return { stoppedAt: odd };
  const yaml = loadJsYaml();
  try {
    return { root: new Reader(text).document() };
  } catch (error) {
    if (error instanceof GiveUp) return { stoppedAt: error.at };
    if (error instanceof yaml.YAMLException) return { stoppedAt: error.mark?.position ?? 0 };
    throw error;
  }
}

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufeff]|\r(?!\n)/;

/** Control characters, a directive, the mark of a document's end, a first line that is indented. */
const ODD = new RegExp(`${CONTROL.source}|(?:^|\n)(?:%|[.]{3})|^[ \t]`);

/** These too, or a line that begins with a tab, which indents nothing but what is in brackets. */
const ODD_IN_BLOCKS = new RegExp(`${ODD.source}|\n *\t`);

/** The parser counts keys and values too; what is deeper than a plan may be is found by the reader. */
const PARSER_DEPTH = 2 * MAX_DEPTH + 8;

/** YAML lets a key be no longer than this, up to its colon. */
const LONGEST_KEY = 1_024;

/** The header of a block of text that does not tell its own indentation, to the end of the line. */
const BLOCK_HEADER = /[|>][-+]?(?:[ \t]+#.*|[ \t]*)\r?\n?$/;

const NOT_SPACE = /[^ \t\r\n]/g;
const NOT_SPACE_OR_COMMA = /[^ \t\r\n,]/g;

class GiveUp {
  readonly at: number;

  constructor(at: number) {
    this.at = at;
  }
}

/** Makes a tree of the parser's events, which come in the order of the text. */
class Reader {
  readonly #yaml = loadJsYaml();
  readonly #typed = [
    this.#yaml.nullCoreTag,
    this.#yaml.boolCoreTag,
    this.#yaml.intCoreTag,
    this.#yaml.floatCoreTag,
  ];
  readonly #text: string;
  readonly #events: readonly Event[];
  #next = 0;
  /** Where what was read last ends. */
  #end = 0;

  constructor(text: string) {
    this.#text = text;
    this.#events = this.#yaml.parseEvents(text, { maxDepth: PARSER_DEPTH });
  }

  document(): Node {
    const document = this.#take();
    if (document?.type !== this.#yaml.EVENT_ID.DOCUMENT || document.directives.length > 0)
      throw new GiveUp(0);
    const root = this.#node(this.#take(), 0);
    if (root.kind === "scalar") throw new GiveUp(root.start);
    this.#next++;
    if (this.#next < this.#events.length) throw new GiveUp(this.#end);
    return root;
  }

  #take(): Event | undefined {
    return this.#events[this.#next++];
  }

  #node(event: Event | undefined, depth: number): Node {
    const { SCALAR, SEQUENCE, MAPPING } = this.#yaml.EVENT_ID;
    if (depth > MAX_DEPTH) throw new GiveUp(this.#end);
    switch (event?.type) {
      case SCALAR:
        return this.#scalar(event);
      case SEQUENCE:
        return this.#list(event, depth);
      case MAPPING:
        return this.#map(event, depth);
      default:
        throw new GiveUp(this.#end);
    }
  }

  #list(event: SequenceEvent, depth: number): Node {
    const start = this.#begin(event, "[");
    const items: Node[] = [];
    for (let each = this.#take(); !this.#closes(each); each = this.#take())
      items.push(this.#node(each, depth + 1));
    return { kind: "list", start, end: this.#finish(event, "]"), items };
  }

  #map(event: MappingEvent, depth: number): Node {
    const start = this.#begin(event, "{");
    const entries: Entry[] = [];
    for (let each = this.#take(); !this.#closes(each); each = this.#take())
      entries.push(this.#entry(each, depth));
    return { kind: "map", start, end: this.#finish(event, "}"), entries };
  }

  #entry(event: Event | undefined, depth: number): Entry {
    if (event?.type !== this.#yaml.EVENT_ID.SCALAR) throw new GiveUp(this.#end);
    const { start, end, source } = this.#written(event);
    const isMerge = source === "<<" && event.style === this.#yaml.SCALAR_STYLE.PLAIN;
    const isBlock = "|>".includes(this.#text[start]!);
    const colon = this.#after(NOT_SPACE);
    if (isMerge || isBlock || this.#text[colon] !== ":" || colon - start > LONGEST_KEY)
      throw new GiveUp(start);
    this.#end = colon + 1;
    return { key: source, at: { start, end }, value: this.#value(depth + 1) };
  }

  #value(depth: number): Node {
    const colon = this.#end;
    const event = this.#take();
    const isEmpty = event?.type === this.#yaml.EVENT_ID.SCALAR && event.valueStart === -1;
    const node = isEmpty ? this.#nothing(event) : this.#node(event, depth);
    // The full parser stumbles over comments between a key and its value.
    if (node.kind === "scalar" && this.#text.slice(colon, node.start).includes("#"))
      throw new GiveUp(colon);
    return node;
  }

  #nothing(event: ScalarEvent): ScalarNode {
    giveUpIfMarked(event);
    return { kind: "scalar", value: null, start: this.#end, end: this.#end };
  }

  #closes(event: Event | undefined): boolean {
    return event?.type === this.#yaml.EVENT_ID.POP;
  }

  #begin(event: SequenceEvent | MappingEvent, bracket: string): number {
    const { start, style } = event;
    giveUpIfMarked(event);
    if (style === this.#yaml.COLLECTION_STYLE.FLOW) {
      // A map of one entry in a list may do without brackets.
      if (this.#text[start] !== bracket) throw new GiveUp(start);
      this.#end = start + 1;
    }
    return start;
  }

  /** Events do not tell where a collection ends: it is where its last part does, or at the bracket after that. */
  #finish(event: SequenceEvent | MappingEvent, bracket: string): number {
    if (event.style === this.#yaml.COLLECTION_STYLE.FLOW) {
      const at = this.#after(NOT_SPACE_OR_COMMA);
      if (this.#text[at] !== bracket) throw new GiveUp(this.#end);
      this.#end = at + 1;
    }
    return this.#end;
  }

  /** Where, from the end of what was read last, something is found. */
  #after(what: RegExp): number {
    what.lastIndex = this.#end;
    return what.exec(this.#text)?.index ?? this.#text.length;
  }

  #scalar(event: ScalarEvent): ScalarNode {
    const { start, end, source } = this.#written(event);
    const isPlain = event.style === this.#yaml.SCALAR_STYLE.PLAIN;
    return { kind: "scalar", value: isPlain ? this.#meaning(source, start) : source, start, end };
  }

  #written(event: ScalarEvent): Span & { readonly source: string } {
    const { valueStart, valueEnd, style, fast } = event;
    const { PLAIN, SINGLE_QUOTED, DOUBLE_QUOTED } = this.#yaml.SCALAR_STYLE;
    giveUpIfMarked(event);
    // Without a place, or without quotes and over several lines.
    if (valueStart === -1 || (style === PLAIN && !fast)) throw new GiveUp(this.#end);
    const quote = style === SINGLE_QUOTED || style === DOUBLE_QUOTED ? 1 : 0;
    const start =
      style === PLAIN || quote === 1 ? valueStart - quote : this.#blockStart(valueStart);
    this.#end = valueEnd + quote;
    return { start, end: this.#end, source: this.#yaml.getScalarValue(this.#text, event) };
  }

  /** Where the `|` or `>` stands, of a block of text of which the first line is known. */
  #blockStart(firstLine: number): number {
    const line = Math.max(this.#end, this.#text.lastIndexOf("\n", firstLine - 2) + 1);
    const header = BLOCK_HEADER.exec(this.#text.slice(line, firstLine));
    if (!header) throw new GiveUp(firstLine);
    return line + header.index;
  }

  /** What text without quotes means in YAML 1.2 (core schema). */
  #meaning(source: string, at: number): ScalarNode["value"] {
    for (const { implicitFirstChars, resolve, tagName } of this.#typed) {
      if (implicitFirstChars?.includes(source[0]!) === false) continue;
      const value = resolve(source, false, tagName);
      if (value !== this.#yaml.NOT_RESOLVED) return value;
    }
    // A number too large to be one: the parsers do not agree.
    if (/^[-+.0-9]/.test(source) && Math.abs(Number(source)) === Infinity) throw new GiveUp(at);
    return source;
  }
}

/** Anchors and tags are left to the full parser. */
function giveUpIfMarked({
  anchorStart,
  tagStart,
}: ScalarEvent | SequenceEvent | MappingEvent): void {
  const mark = Math.max(anchorStart - 1, tagStart);
  if (mark >= 0) throw new GiveUp(mark);
}
