import * as fc from "fast-check";
import { paramVariable } from "../../src/core/environment.ts";

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

const words = fc.stringMatching(/^[a-z]{1,8}( [a-z:#'-]{1,8}){1,3}$/);

const prompt = fc.oneof(
  words,
  fc.constantFrom(
    "Do it:\n- this\n- and that\n",
    "Make ${{ 1 + 1 }} of ${{ {'a': 2}.a }}",
    "a: b",
    "build.md or so",
    "$${{ x",
  ),
);

const paths = fc.constantFrom(["src/**"], ["*.ts", "test/a b.mjs"]);

/** What nothing takes back, so that any two of them go together. */
const pipeline = fc.oneof(
  fc.record(
    {
      tdd: fc.constantFrom<unknown>(true, { skip: "words: no test" }),
      test: command,
      test_timeout: fc.constantFrom("90s", 60),
      review_spec: fc.constantFrom<unknown>(true, false, "codex"),
      review_quality: fc.constantFrom<unknown>(true, false, "claude"),
      review: fc.constantFrom("fresh", "inline"),
      rounds: fc.integer({ min: 0, max: 5 }),
      models: fc.record({ implement: words, "review-spec": words }, optional),
    },
    { requiredKeys: ["test"], noNullPrototype: true },
  ),
  fc.record({ retry_limit: fc.integer({ min: 0, max: 5 }), test: command }),
);

const workspace = fc.oneof(
  fc.constantFrom("worktree", "inplace", "none"),
  fc.record(
    {
      mode: fc.constantFrom("worktree", "inplace", "none"),
      base: fc.constantFrom("main", "v1.0"),
      integrate: fc.constantFrom("build/1", "work-2.4"),
      setup: command,
      setup_timeout: fc.constantFrom("10m", 90),
      env,
      copy: paths,
      ports: fc.record({ from: fc.integer({ min: 1, max: 65_535 }) }),
      author: fc.constant({ name: "A Person", email: "a@example.org" }),
      hooks: fc.boolean(),
    },
    { requiredKeys: [], noNullPrototype: true },
  ),
);

/** A task is a command or an agent's. */
const work = fc.oneof(
  { arbitrary: fc.record({ run: command }), weight: 2 },
  {
    arbitrary: fc.record(
      {
        agent: fc.constantFrom("claude", "codex", "pi"),
        prompt,
        acceptance: fc.array(words, { maxLength: 2 }),
        pipeline,
      },
      { requiredKeys: ["agent", "prompt"], noNullPrototype: true },
    ),
    weight: 1,
  },
);

const task = (name: string, before: string[]): fc.Arbitrary<object> =>
  fc.tuple(work, ofTask(name, before)).map(([done, { id, ...rest }]) => ({ id, ...done, ...rest }));

const ofTask = (name: string, before: string[]) =>
  fc.record(
    {
      id: fc.constant(name),
      description: text,
      depends_on: fc.oneof(fc.subarray(before), ...before.map((each) => fc.constant(each))),
      when: fc.constantFrom("success", "always", "1 < 2", true),
      env,
      files: paths,
      ...settings,
      outputs: fc.uniqueArray(fc.constantFrom("x", "y_1", "Z"), { maxLength: 3 }),
    },
    { requiredKeys: ["id"], noNullPrototype: true },
  );

const schema = fc.constantFrom<unknown>(
  true,
  { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
  { schema: { type: "array", items: true }, max_size: "16KB" },
);

const globs = fc.constantFrom(["src/**"], ["*.ts", "test/a.mjs"]);

/** A check by each key. */
const check = fc.oneof(
  fc.record(
    {
      run: command,
      cwd: fc.constantFrom(".", "sub"),
      timeout: fc.constantFrom("10m", 90),
      alone: fc.boolean(),
    },
    { requiredKeys: ["run"], noNullPrototype: true },
  ),
  fc.record(
    { that: fc.constantFrom("1 < 2", true, "evidence.diff.added < 3"), message: words },
    { requiredKeys: ["that"], noNullPrototype: true },
  ),
  fc.record({ files: fc.constantFrom("README.md", ["a", "b c"]) }),
  fc.record(
    { coverage: fc.constant("lcov.info"), lines: fc.constantFrom(0, 90, 90.5), only: globs },
    { requiredKeys: ["coverage", "lines"], noNullPrototype: true },
  ),
  fc.record({ tests_kept: fc.oneof(fc.constant(true), globs) }),
  fc.record({ checks_kept: fc.oneof(fc.constant(true), globs) }),
);

const approve = fc.oneof(
  words,
  fc.record(
    {
      phrase: words,
      checklist: fc.array(words, { maxLength: 2 }),
      from: fc.constantFrom("ann", ["ann", "bob"]),
      timeout: fc.constantFrom(
        { after: "24h", then: "reject" },
        { after: 60, then: "escalate", run: "./tell.sh" },
        { after: "1d" },
      ),
    },
    { requiredKeys: ["phrase"], noNullPrototype: true },
  ),
);

const gate = fc.oneof(
  fc.record(
    { checks: fc.array(check, { minLength: 1, maxLength: 4 }), approve },
    { requiredKeys: ["checks"], noNullPrototype: true },
  ),
  fc.record({ approve }),
);

const phase = (name: string, before: string[]): fc.Arbitrary<object> =>
  fc
    .tuple(ofPhase(name, before), fc.option(schema), fc.constantFrom("task", "phase", undefined))
    .map(([made, produced, context]) => {
      const { order, ...rest } = made;
      const shared = context === "phase" ? {} : { order };
      const phase = { ...rest, ...(order ? shared : {}), ...(context ? { context } : {}) };
      if (produced === null) return phase;
      const last = { id: "hands-it-in-now", agent: "codex", prompt: "Hand in.", produces: name };
      return { ...phase, produces: { [name]: produced }, tasks: [...made.tasks, last] };
    });

const ofPhase = (name: string, before: string[]) =>
  fc.record(
    {
      id: fc.constant(name),
      title: text,
      depends_on: fc.subarray(before),
      when: fc.constantFrom("success", "always"),
      checkpoint: fc.boolean(),
      env,
      order: fc.constantFrom("parallel", "sequence"),
      timeout: duration,
      gate,
      workspace: fc.constantFrom("worktree", "inplace", "none"),
      tasks: list(ids, task),
    },
    { requiredKeys: ["id", "tasks"], noNullPrototype: true },
  );

const ofAgent = {
  model: words,
  permissions: fc.constantFrom("read-only", "edit", "full"),
  args: fc.array(text, { maxLength: 2 }).map((list) => list.filter((each) => each !== "")),
  env: fc.oneof(fc.uniqueArray(fc.constantFrom("A_KEY", "B_KEY")), env),
  budget: fc.record(
    { turns: fc.integer({ min: 1, max: 99 }), tokens: fc.constantFrom(5_000, "200k", "1.5M") },
    { ...optional, noNullPrototype: true },
  ),
  system: words,
  tools: fc.uniqueArray(fc.constantFrom("Read", "Bash(git log:*)", "a b"), { maxLength: 3 }),
  disallowed_tools: fc.constant(["Write"]),
  program: fc.constantFrom("claude-next", "./bin/x"),
  stall: fc.constantFrom(0, "10m"),
  attempt_tools: fc.boolean(),
};

const { program: _program, ...ofOther } = ofAgent;

const others = {
  requiredKeys: ["use", "command"] as ["use", "command"],
  noNullPrototype: true,
} as const;

/** Two have the names of their drivers. */
const agents = fc.record(
  {
    claude: fc.record(ofAgent, { ...optional, noNullPrototype: true }),
    codex: fc.record(
      { ...ofAgent, use: fc.constantFrom("codex", "gemini", "qwen") },
      { ...optional, noNullPrototype: true },
    ),
    other: fc.record(
      {
        ...ofOther,
        use: fc.constant("command"),
        command: fc.constantFrom(["tool"], ["tool", "--ask", "{prompt}"]),
        stdin: fc.boolean(),
      },
      others,
    ),
    talker: fc.record(
      { ...ofOther, use: fc.constant("acp"), command: fc.constant(["tool", "--acp"]) },
      others,
    ),
    demo: fc.record({
      use: fc.constant("scripted"),
      script: fc.record({ default: fc.array(fc.record({ say: words }), { maxLength: 2 }) }),
    }),
  },
  { ...optional, noNullPrototype: true },
);

/** Phases that follow one another hand on what they produce. */
function handedOn(phases: readonly object[]): object[] {
  return phases.map((each, index) => {
    const before = phases[index - 1] as { id: string; produces?: object } | undefined;
    return before?.produces && !("depends_on" in each) ? { ...each, needs: [before.id] } : each;
  });
}

/** Parameters that reach commands in the same variable are an error: of those the first is kept. */
function withVariablesOfTheirOwn<Value>(params: Record<string, Value>): Record<string, Value> {
  const taken = new Set<string>();
  const kept = Object.entries(params).filter(([name]) => {
    const variable = paramVariable(name);
    const free = !taken.has(variable);
    taken.add(variable);
    return free;
  });
  return Object.fromEntries(kept);
}

/** A plan file that is in order. */
export const planObject = fc.record(
  {
    pawl: fc.constant(1),
    name: fc.string({ minLength: 1 }),
    description: text,
    params: fc
      .dictionary(
        id,
        fc.oneof(
          text,
          fc.integer(),
          fc.boolean(),
          fc.record({ type: fc.constant("number"), choices: fc.constant([1, 2]) }),
        ),
        { maxKeys: 3, noNullPrototype: true },
      )
      .map(withVariablesOfTheirOwn),
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
    workspace,
    models: fc.record({ implement: words, "write-test": words }, optional),
    mirror: fc.constantFrom({}, { status: "docs/build" }),
    agents,
    phases: list(ids, phase).map(handedOn),
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
