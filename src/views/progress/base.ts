import type { JsonValue } from "../../core/artifact.ts";
import type { JsonPath } from "../json/read.ts";
import type { Style } from "./style.ts";
import { styleOf } from "./style.ts";
import { pathOf } from "./layout.ts";
import type { Owner, ProgressLayout } from "./layout.ts";

type Entry = Readonly<Record<string, JsonValue>>;

/** A PROGRESS.json as it was when the run was started: what it says stays, where the run says nothing else. */
export class Base {
  readonly layout: ProgressLayout;
  readonly style: Style;
  readonly #document: JsonValue;

  /** @param text JSON */
  constructor(text: string, layout: ProgressLayout) {
    this.layout = layout;
    this.#document = JSON.parse(text.replace(/^\ufeff/, "")) as JsonValue;
    const words = (paths: readonly JsonPath[]): string[] =>
      paths.flatMap((path) => {
        const status = asEntry(valueAt(this.#document, path))?.["status"];
        return typeof status === "string" ? [status] : [];
      });
    const phases = layout.phases.map(({ path }) => path);
    const tasks = layout.phases.flatMap((phase) => phase.tasks.map(({ path }) => path));
    this.style = styleOf({ phase: words(phases), task: words(tasks) }, this.#document);
  }

  /** What the file said of an owner under a key; undefined where it said nothing. */
  value(owner: Owner, ...keys: readonly (string | number)[]): JsonValue | undefined {
    const path = pathOf(this.layout, owner);
    return path && valueAt(this.#document, [...path, ...keys]);
  }
}

export function valueAt(document: JsonValue, path: JsonPath): JsonValue | undefined {
  let at: JsonValue | undefined = document;
  for (const step of path) {
    if (at === undefined || at === null || typeof at !== "object") return undefined;
    at = Object.hasOwn(at, step) ? (at as Record<string | number, JsonValue>)[step] : undefined;
  }
  return at;
}

export const asEntry = (value: JsonValue | undefined): Entry | undefined =>
  value !== null && typeof value === "object" && !Array.isArray(value)
    ? (value as Entry)
    : undefined;
