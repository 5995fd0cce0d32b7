/** Parameters do not change during a run; they are made ready for CEL once. */
const ready = new WeakMap<object, Readonly<Record<string, unknown>>>();

/**
 * CEL tells whole numbers from others, and computes only with two of a kind: whole numbers among the parameters
 * become `int`, so that `params.n + 1` works. The rest of a scope is text.
 */
export function toCel(scope: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { params } = scope;
  if (typeof params !== "object" || params === null) return { ...scope };
  let made = ready.get(params);
  if (!made) {
    const entries = Object.entries(params as Record<string, unknown>);
    made = Object.fromEntries(entries.map(([name, value]) => [name, wholeToInt(value)]));
    ready.set(params, made);
  }
  return { ...scope, params: made };
}

const wholeToInt = (value: unknown): unknown =>
  typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;

/** A value of CEL as plain JavaScript. */
export function fromCel(value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, fromCel);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  if (value instanceof Map) return fromEntries(value.entries());
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null)
    return fromEntries(Object.entries(value));
  return fromOther(value);
}

const fromEntries = (entries: Iterable<[unknown, unknown]>): Record<string, unknown> =>
  Object.fromEntries(Array.from(entries, ([key, each]) => [String(key), fromCel(each)]));

/** Unsigned numbers, optional values, durations, types: CEL's own classes. */
function fromOther(value: object): unknown {
  if ("hasValue" in value && "orValue" in value) {
    return fromCel((value as { orValue(other: null): unknown }).orValue(null));
  }
  if ("seconds" in value && "nanos" in value)
    return `${Number(value.seconds) + Number(value.nanos) / 1e9}s`;
  const primitive: unknown = value.valueOf();
  if (typeof primitive === "bigint" || typeof primitive === "number") return Number(primitive);
  return "name" in value ? String(value.name) : JSON.stringify(value);
}
