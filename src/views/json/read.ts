/** A JSON text with the place of each value in it, in UTF-16 units: `end` is just behind it. */
export type JsonNode = JsonObject | JsonArray | JsonScalar;

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface JsonObject extends Place {
  readonly kind: "object";
  /** In the order of the text. */
  readonly members: readonly JsonMember[];
}

export interface JsonMember {
  readonly key: string;
  /** Where its key stands, quotes included. */
  readonly at: Place;
  readonly value: JsonNode;
}

export interface JsonArray extends Place {
  readonly kind: "array";
  readonly items: readonly JsonNode[];
}

export interface JsonScalar extends Place {
  readonly kind: "scalar";
}

export type JsonPath = readonly (string | number)[];

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/y;
const LITERAL = /[^\s,\]}:"[{]+/y;

/** The tree of a JSON text; undefined where it is none. A byte order mark before it is no part of it. */
export function readJson(text: string): JsonNode | undefined {
  const body = text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text;
  try {
    JSON.parse(body);
  } catch {
    return undefined;
  }
  return new Reader(body).value();
}

/** Goes through a text that is known to be JSON. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): JsonNode {
    this.#take(SPACE);
    const start = this.#at;
    switch (this.#text[start]) {
      case "{":
        return this.#object(start);
      case "[":
        return this.#array(start);
      case '"':
        return { kind: "scalar", ...this.#take(STRING) };
      default:
        return { kind: "scalar", ...this.#take(LITERAL) };
    }
  }

  #object(start: number): JsonObject {
    const members: JsonMember[] = [];
    this.#each("}", () => {
      const at = this.#take(STRING);
      this.#take(SPACE);
      this.#at++;
      const key = JSON.parse(this.#text.slice(at.start, at.end)) as string;
      members.push({ key, at, value: this.value() });
    });
    return { kind: "object", start, end: this.#at, members };
  }

  #array(start: number): JsonArray {
    const items: JsonNode[] = [];
    this.#each("]", () => items.push(this.value()));
    return { kind: "array", start, end: this.#at, items };
  }

  #each(close: string, read: () => void): void {
    this.#at++;
    this.#take(SPACE);
    while (this.#text[this.#at] !== close) {
      if (this.#text[this.#at] === ",") this.#at++;
      this.#take(SPACE);
      read();
      this.#take(SPACE);
    }
    this.#at++;
  }

  #take(pattern: RegExp): Place {
    pattern.lastIndex = this.#at;
    const start = this.#at;
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0;
    return { start, end: this.#at };
  }
}

/** The node at a path; of members with the same key the last, as `JSON.parse` has it. */
export const nodeAt = (root: JsonNode, path: JsonPath): JsonNode | undefined =>
  nodesTo(root, path)?.at(-1);

/** The nodes on the way to a path: the root first, the one at the path last. */
export function nodesTo(root: JsonNode, path: JsonPath): JsonNode[] | undefined {
  const way = [root];
  for (const step of path) {
    const next = childOf(way.at(-1)!, step);
    if (!next) return undefined;
    way.push(next);
  }
  return way;
}

export const childrenOf = (node: JsonNode): readonly JsonNode[] =>
  node.kind === "object"
    ? node.members.map(({ value }) => value)
    : node.kind === "array"
      ? node.items
      : [];

const childOf = (node: JsonNode, step: string | number): JsonNode | undefined =>
  node.kind === "object"
    ? membersOf(node).get(step as string)
    : node.kind === "array" && typeof step === "number"
      ? node.items[step]
      : undefined;

/** By key, of those that were asked for one. */
const MEMBERS = new WeakMap<JsonObject, ReadonlyMap<string, JsonNode>>();

function membersOf(object: JsonObject): ReadonlyMap<string, JsonNode> {
  const known = MEMBERS.get(object);
  if (known) return known;
  const made = new Map(object.members.map(({ key, value }) => [key, value]));
  MEMBERS.set(object, made);
  return made;
}
