import * as fc from "fast-check";

/** Plan files as objects: valid in their shape, not always in their meaning. */
const id = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_.-]{0,10}$/);
const duration = fc.oneof(
  fc.nat(3_600).map((n) => n + 1),
  fc.constantFrom("500ms", "30s", "5m", "1h30m", "2d"),
);
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("a: b", "x # y", "two\nlines\n", "- x", "true", "1.10", ""),
);
const command = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom("make", "a && b", "x |\n y\n", "echo 'a: b' # c"),
  fc.boolean(),
);
const optional = { requiredKeys: [] as [] };

const retry = fc.oneof(
  fc.integer({ min: 1, max: 10 }),
  fc.record(
    {
      max_attempts: fc.integer({ min: 1, max: 9 }),
      backoff: fc.constantFrom("exponential", "constant", "none"),
      delay: fc.constantFrom("1s", "500ms"),
      max_delay: fc.constantFrom("2m", 70),
      jitter: fc.constantFrom(0, 0.5, 1),
    },
    optional,
  ),
);

const settings = {
  timeout: duration,
  retry,
  cwd: fc.constantFrom(".", "sub", "a/b"),
  continue_on_error: fc.boolean(),
  max_output: fc.constantFrom(5_000, "64KB", "1GiB"),
  grace: fc.constantFrom(0, "5s", "1m"),
};

const env = fc.dictionary(
  fc.stringMatching(/^[A-OQ-Z_][A-Z0-9_]{0,8}$/),
  fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.record({ from: fc.constantFrom("1 + 1", '"x"', "[1, 2]") }),
    fc.record({ pass: fc.constantFrom(true, "TOKEN") }),
  ),
  { maxKeys: 3, noNullPrototype: true },
);

/** Things with ids, each of which may depend on those before it. */
function list(
  ids: fc.Arbitrary<string[]>,
  rest: (id: string, before: string[]) => fc.Arbitrary<object>,
): fc.Arbitrary<object[]> {
  return ids.chain((names) =>
    fc.tuple(...names.map((name, index) => rest(name, names.slice(0, index)))),
  );
}

const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 4 });

const task = (name: string, before: string[]): fc.Arbitrary<object> =>
  fc.record(
    {
      id: fc.constant(name),
      run: command,
      description: text,
      depends_on: fc.oneof(fc.subarray(before), ...before.map((each) => fc.constant(each))),
      when: fc.constantFrom("success", "always", "1 < 2", true),
      env,
      ...settings,
      outputs: fc.uniqueArray(fc.constantFrom("x", "y_1", "Z"), { maxLength: 3 }),
    },
    { requiredKeys: ["id", "run"], noNullPrototype: true },
  );

const phase = (name: string, before: string[]): fc.Arbitrary<object> =>
  fc.record(
    {
      id: fc.constant(name),
      title: text,
      depends_on: fc.subarray(before),
      when: fc.constantFrom("success", "always"),
      checkpoint: fc.boolean(),
      env,
      order: fc.constantFrom("parallel", "sequence"),
      tasks: list(ids, task),
    },
    { requiredKeys: ["id", "tasks"], noNullPrototype: true },
  );

/** A plan file that is in order. */
export const planObject = fc.record(
  {
    pawl: fc.constant(1),
    name: fc.string({ minLength: 1 }),
    description: text,
    params: fc.dictionary(
      id,
      fc.oneof(
        text,
        fc.integer(),
        fc.boolean(),
        fc.record({ type: fc.constant("number"), choices: fc.constant([1, 2]) }),
      ),
      { maxKeys: 3, noNullPrototype: true },
    ),
    state: fc.constantFrom("json", "sqlite", "redis://localhost:6379/0"),
    concurrency: fc.integer({ min: 1, max: 256 }),
    on_failure: fc.constantFrom("continue", "stop"),
    env,
    defaults: fc.record(settings, { ...optional, noNullPrototype: true }),
    notify: fc.array(
      fc.record(
        { on: fc.constantFrom("failed", ["completed"]), run: command },
        { requiredKeys: ["run"], noNullPrototype: true },
      ),
      { maxLength: 2 },
    ),
    phases: list(ids, phase),
  },
  { requiredKeys: ["pawl", "name", "phases"], noNullPrototype: true },
);

/** A workflow that is in order. */
export const workflowObject = fc.record(
  {
    workflow_id: fc.string({ minLength: 1 }),
    phases: list(ids, (name, before) =>
      fc.record(
        {
          name: fc.constant(name),
          command,
          timeout: fc.integer({ min: 1, max: 1_000 }),
          retry_count: fc.integer({ min: 1, max: 5 }),
          depends_on: fc.subarray(before),
          checkpoint: fc.boolean(),
        },
        { requiredKeys: ["name", "command"], noNullPrototype: true },
      ),
    ),
    state_backend: fc.constantFrom("json", "sqlite", "redis"),
    checkpoint_interval: fc.integer({ min: 1, max: 5 }),
  },
  { requiredKeys: ["workflow_id", "phases"], noNullPrototype: true },
);

const junk = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    "x",
    0,
    -1,
    1.5,
    1e9,
    true,
    [],
    {},
    ["x"],
    [1],
    { from: 1 },
    { a: 1 },
    "5m",
    "success",
  ),
  fc.string(),
);

/** The object with something in it taken out, put in or replaced, at a place that `choose` leads to. */
function spoil(value: unknown, choose: readonly number[], put: unknown, how: number): unknown {
  const [first = 0, ...rest] = choose;
  if (typeof value !== "object" || value === null || choose.length === 0) return put;
  const entries: [string, unknown][] = Object.entries(value);
  if (entries.length === 0) return put;
  const [key, inner] = entries[first % entries.length]!;
  if (rest.length > 0)
    return rebuilt(
      value,
      entries.map(([each, old]) => [each, each === key ? spoil(inner, rest, put, how) : old]),
    );
  if (how === 0)
    return rebuilt(
      value,
      entries.filter(([each]) => each !== key),
    );
  if (how === 1)
    return Array.isArray(value) ? [...(value as unknown[]), put] : { ...value, extra: put };
  return rebuilt(
    value,
    entries.map(([each, old]) => [each, each === key ? put : old]),
  );
}

const rebuilt = (like: object, entries: [string, unknown][]): unknown =>
  Array.isArray(like) ? entries.map(([, value]) => value) : Object.fromEntries(entries);

/** A plan file or workflow with something wrong in it, most likely. */
export const spoiled = fc
  .record({
    file: fc.oneof(planObject, workflowObject),
    choose: fc.array(fc.nat(20), { minLength: 1, maxLength: 6 }),
    put: junk,
    how: fc.nat(2),
  })
  .map(({ file, choose, put, how }) => spoil(file, choose, put, how));
