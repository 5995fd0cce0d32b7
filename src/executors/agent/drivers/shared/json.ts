/** A JSON object of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/** The object that a line holds; undefined if it holds anything else. Never throws. */
export function parseObject(line: string): Json | undefined {
  const text = line.trim();
  if (!text.startsWith("{")) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const asObject = (value: unknown): Json | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;

export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const asText = (value: unknown): string | undefined =>
  typeof value === "string" ? value : undefined;

/** A number that can be counted with: finite, not negative. */
export const asNumber = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) && value >= 0 ? value : undefined;

/** What lies at a path of keys; undefined as soon as there is no object to go into. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let here = value;
  for (const key of path) {
    const object = asObject(here);
    if (object === undefined || !Object.hasOwn(object, key)) return undefined;
    here = object[key];
  }
  return here;
}

/** A value as text for people: a text as it stands, all else as JSON. Never throws, however deep it is. */
export function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined) return "";
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "(nested too deep to be shown)";
  }
}
