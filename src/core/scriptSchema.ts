import { DURATION_PATTERN } from "./duration.ts";
import { ID_PATTERN } from "./ids.ts";
import { SCRIPTED_STAGES } from "./script.ts";

/*
 * What the file of a `scripted` agent may hold, as a JSON Schema: plans are checked by it, and so is the script that
 * an attempt is given. A `title` is the end of an error's sentence: "…, expected <title>".
 */

interface Described {
  readonly [keyword: string]: unknown;
}

const text = { type: "string", title: "text" };
const flag = { type: "boolean", title: "true or false" };
const count = { type: "integer", minimum: 0, title: "a whole number" };
const file = { type: "string", minLength: 1, title: "a file" };
const command = { type: "string", minLength: 1, title: "a shell command" };
const artifact = { type: "string", pattern: ID_PATTERN.source, title: "the name of an artifact" };
const value = { title: "a value" };
const duration = {
  anyOf: [{ type: "string", pattern: DURATION_PATTERN.source }, count],
  title: "a duration such as 500ms, 30s or 5m (a bare number counts seconds)",
};
const files = { type: "array", items: file, title: "a list of files" };
const texts = {
  anyOf: [text, { type: "array", items: text, minItems: 1 }],
  title: "text or a list of texts",
};
const oneOf = (...words: readonly string[]): Described => ({
  type: "string",
  enum: words,
  title: `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`,
});

/** A map of these keys; those that end in "?" may be left out. */
function map(members: Readonly<Record<string, Described>>): Described {
  const keys = Object.keys(members);
  const shown = keys.map((key) => key.replace("?", "")).join(", ");
  return {
    type: "object",
    properties: Object.fromEntries(keys.map((key) => [key.replace("?", ""), members[key]])),
    required: keys.filter((key) => !key.endsWith("?")),
    additionalProperties: false,
    title: `{ ${shown} }`,
  };
}

const or = (short: Described, long: Described): Described => ({
  anyOf: [short, long],
  title: `${String(short["title"])} or ${String(long["title"])}`,
});

const wanted = {
  type: "array",
  minItems: 1,
  items: map({ id: { ...text, minLength: 1 }, prompt: { ...text, minLength: 1 } }),
  title: "a list of { id, prompt }",
};

const STEPS: Readonly<Record<string, Described>> = {
  say: text,
  result: or(text, map({ "text?": text, "structured?": value })),
  write: map({ file, text }),
  edit: map({ file, find: { ...text, minLength: 1 }, replace: text }),
  delete: file,
  run: or(command, map({ command, "allow_fail?": flag })),
  review: or(
    oneOf("pass", "changes"),
    map({
      verdict: oneOf("pass", "changes"),
      "unmet?": { type: "array", items: { ...count, minimum: 1 }, title: "a list of numbers" },
      "evidence?": { ...text, minLength: 1 },
      "findings?": {
        type: "array",
        items: or(
          { ...text, minLength: 1 },
          map({
            text: { ...text, minLength: 1 },
            "file?": file,
            "line?": { ...count, minimum: 1 },
          }),
        ),
        title: "a list of findings",
      },
    }),
  ),
  submit: map({ artifact, value }),
  report: map({ status: text, summary: text, "files?": files, "details?": file }),
  flag: map({ type: text, text }),
  ask: text,
  progress: text,
  read: artifact,
  sleep: duration,
  fail: map({
    class: oneOf("transient", "rate-limited", "auth", "fatal"),
    "message?": text,
    "until?": {
      type: "string",
      pattern: String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$`,
      title: "a time such as 2026-01-31T09:00:00Z",
    },
    "after?": duration,
  }),
  hang: { type: "boolean", const: true, title: "true" },
  ignore_signals: {
    type: "array",
    items: oneOf("INT", "TERM", "HUP"),
    minItems: 1,
    title: "a list of signals, such as [INT, TERM]",
  },
  fork: or(command, { type: "boolean", const: true, title: "true" }),
  workers: or(wanted, map({ ask: wanted, "wait?": flag, "contains?": texts })),
  usage: map({
    "model?": text,
    input: count,
    output: count,
    "cached?": count,
    "cost?": { type: "number", minimum: 0, title: "an amount in US dollars" },
  }),
  exit: { type: "integer", minimum: 0, maximum: 255, title: "an exit code from 0 to 255" },
  expect_prompt: map({ "contains?": texts, "not_contains?": texts }),
};

const step = {
  anyOf: [
    {
      type: "object",
      properties: STEPS,
      additionalProperties: false,
      minProperties: 1,
      maxProperties: 1,
      title: "a step",
    },
    { type: "string", const: "hang", enum: ["hang"] },
  ],
  title: 'a step such as "say: text"',
};

/** What stands in a script again and again. */
export const SCRIPT_STEPS = { type: "array", items: step, title: "a list of steps" };
const steps = SCRIPT_STEPS;

const byAttempt = {
  type: "object",
  propertyNames: {
    pattern: "^([1-9][0-9]*|default|resume)$",
    title: "the number of an attempt, default or resume",
  },
  additionalProperties: steps,
  title: "steps by attempt",
};

const ofStage = { anyOf: [steps, byAttempt], title: "a list of steps, or steps by attempt" };

const attempts = {
  type: "object",
  properties: Object.fromEntries(SCRIPTED_STAGES.map((name) => [name, ofStage])),
  propertyNames: {
    pattern: `^([1-9][0-9]*|default|resume|${SCRIPTED_STAGES.join("|")})$`,
    title: "the number of an attempt, a stage, default or resume",
  },
  additionalProperties: steps,
  title: "steps by attempt",
};

const ofTask = { anyOf: [steps, attempts], title: "a list of steps, or steps by attempt" };

export const SCRIPT_SCHEMA = {
  type: "object",
  properties: {
    tasks: {
      type: "object",
      propertyNames: {
        pattern: "^[A-Za-z_][A-Za-z0-9_.-]*(/[A-Za-z_][A-Za-z0-9_.-]*)?$",
        title: "a task's id, or phase/task",
      },
      additionalProperties: ofTask,
      title: "a map of tasks",
    },
    default: ofTask,
    resume: steps,
    workers: {
      type: "object",
      additionalProperties: steps,
      title: "a map of workers, each with a list of steps",
    },
  },
  additionalProperties: false,
  minProperties: 1,
  title: "a script",
};
