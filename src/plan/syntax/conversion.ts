import type { Alias, Document, Node as YamlNode, Pair, Scalar, YAMLMap, YAMLSeq } from "yaml";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { loadYaml } from "../load.ts";
import type { Entry, Node } from "./tree.ts";
import { MAX_DEPTH } from "./tree.ts";

/** How many values aliases may bring in, over and above those that are written out. */
const MAX_FROM_ALIASES = 100_000;

/** Turns the full parser's document into our tree, with aliases put in place. */
export class Conversion {
  readonly #yaml = loadYaml();
  readonly #document: Document.Parsed;
  readonly #findings: Findings;
  /** Anchored values that are complete, and how many values each holds. */
  readonly #anchored = new Map<string, { node: Node; size: number }>();
  #size = 0;
  #fromAliases = 0;

  constructor(document: Document.Parsed, findings: Findings) {
    this.#document = document;
    this.#findings = findings;
  }

  /** The whole document; undefined where something in it was reported. */
  convert(): Node | undefined {
    const before = this.#findings.errors;
    const root = this.#node(this.#document.contents!, 0);
    return this.#findings.errors > before ? undefined : root;
  }

  #node(node: YamlNode, depth: number): Node {
    const at = spanOf(node);
    if (depth > MAX_DEPTH) {
      this.#findings.error(at, "too-deep", `more than ${MAX_DEPTH} collections inside one another`);
      return nothing(at);
    }
    if (this.#yaml.isAlias(node)) return this.#alias(node, at);
    const before = this.#size++;
    const converted = this.#value(node, at, depth);
    const anchor = (node as Scalar).anchor;
    if (anchor !== undefined)
      this.#anchored.set(anchor, { node: converted, size: this.#size - before });
    return converted;
  }

  #value(node: YamlNode, at: Span, depth: number): Node {
    if (this.#yaml.isMap(node)) {
      return {
        kind: "map",
        ...at,
        entries: this.#entries(node as YAMLMap<YamlNode, YamlNode>, depth),
      };
    }
    if (this.#yaml.isSeq(node)) {
      const items = (node as YAMLSeq<YamlNode>).items.map((item) => this.#node(item, depth + 1));
      return { kind: "list", ...at, items };
    }
    const { value, source } = node as Scalar;
    switch (typeof value) {
      case "string":
      case "number":
      case "boolean":
        return { kind: "scalar", ...at, value };
      default:
        return { kind: "scalar", ...at, value: value === null ? null : (source ?? "") };
    }
  }

  #entries(map: YAMLMap<YamlNode, YamlNode>, depth: number): Entry[] {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    for (const pair of map.items) {
      const entry = this.#entry(pair, depth);
      if (entry && isMerge(pair)) merged.push(...this.#merged(entry));
      else if (entry) entries.push(entry);
    }
    // What is written in the map itself stands before what `<<` brings in.
    const own = new Set(entries.map((entry) => entry.key));
    for (const entry of merged) {
      if (own.has(entry.key)) continue;
      own.add(entry.key);
      entries.push(entry);
    }
    return entries;
  }

  #entry({ key, value }: Pair<YamlNode, YamlNode | null>, depth: number): Entry | undefined {
    const at = spanOf(key);
    if (!this.#yaml.isScalar(key)) {
      this.#findings.error(at, "key-not-text", "a key must be plain text");
      return undefined;
    }
    const name = typeof key.value === "string" ? key.value : (key.source ?? String(key.value));
    const node = value ? this.#node(value, depth + 1) : nothing({ start: at.end, end: at.end });
    return { key: name, at, value: node };
  }

  #merged({ at, value }: Entry): readonly Entry[] {
    const maps = value.kind === "list" ? value.items : [value];
    if (maps.every((each) => each.kind === "map")) return maps.flatMap((each) => each.entries);
    this.#findings.error(at, "bad-merge", '"<<" takes a map, an alias of one, or a list of these');
    return [];
  }

  #alias(alias: Alias, at: Span): Node {
    const target = this.#anchored.get(alias.source);
    if (!target) {
      const message = `no value before this is marked "&${alias.source}"`;
      this.#findings.error(
        at,
        "unknown-alias",
        message,
        "an alias stands for a value that is complete before it",
      );
      return nothing(at);
    }
    this.#size += target.size;
    this.#fromAliases += target.size;
    if (this.#fromAliases > MAX_FROM_ALIASES) {
      const message = `aliases make this file more than ${MAX_FROM_ALIASES} values larger than it looks`;
      this.#findings.error(
        undefined,
        "alias-bomb",
        message,
        "it is not read: a file like this is made to do harm",
      );
      return nothing(at);
    }
    return target.node;
  }
}

function isMerge({ key }: Pair<YamlNode, YamlNode | null>): boolean {
  const scalar = key as Scalar;
  return scalar.value === "<<" && scalar.type === "PLAIN";
}

const spanOf = (node: YamlNode): Span => ({ start: node.range![0], end: node.range![1] });

const nothing = (at: Span): Node => ({ kind: "scalar", value: null, ...at });
