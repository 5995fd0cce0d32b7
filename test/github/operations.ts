import { pathIn } from "./description.ts";
import type { Description, Matched } from "./description.ts";

type Check = (value: unknown) => boolean;

interface Operation {
  readonly query?: Readonly<Record<string, RegExp>>;
  /** Members that a body must have, and besides which it may have none. */
  readonly body?: Readonly<Record<string, Check>>;
  readonly answers: Readonly<Record<number, Check>>;
}

const isText: Check = (value) => typeof value === "string" && value !== "";
const isObject: Check = (value) => typeof value === "object" && value !== null;
const isList: Check = (value) => Array.isArray(value);
const isNothing: Check = (value) => value === undefined;
const NUMBER = /^[1-9]\d*$/;

const ISSUE = "/repos/{owner}/{repo}/issues/{issue_number}";
const COMMENT = "/repos/{owner}/{repo}/issues/comments/{comment_id}";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  [`get ${ISSUE}`]: { answers: { 200: isObject, 404: isObject } },
  [`patch ${ISSUE}`]: {
    body: { state: isText, state_reason: isText },
    answers: { 200: isObject, 404: isObject },
  },
  [`get ${ISSUE}/comments`]: {
    query: { since: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, per_page: NUMBER, page: NUMBER },
    answers: { 200: isList, 404: isObject },
  },
  [`post ${ISSUE}/comments`]: {
    body: { body: isText },
    answers: { 201: isObject, 404: isObject },
  },
  [`patch ${COMMENT}`]: { body: { body: isText }, answers: { 200: isObject, 404: isObject } },
  [`delete ${COMMENT}`]: { answers: { 204: isNothing, 404: isObject } },
  [`post ${ISSUE}/labels`]: {
    body: { labels: (value) => Array.isArray(value) && value.every(isText) },
    answers: { 200: isList, 404: isObject },
  },
  [`delete ${ISSUE}/labels/{name}`]: { answers: { 200: isList, 404: isObject } },
};

const EXAMPLES: Readonly<Record<string, object>> = {
  issue: { id: 1, number: 7, state: "open", title: "The shop", labels: [] },
  "issue-comment": { id: 1, body: "", user: { login: "ann", id: 1, type: "User" } },
  "label-items": [{ id: 1, name: "bug", color: "f29513" }],
};

/**
 * What Pawl asks of GitHub, and nothing besides: it is stricter than GitHub's own description, which is too large to
 * be here. In `e2e` the same tests are held to that.
 */
export const OPERATIONS_OF_PAWL: Description = {
  example: (name) => structuredClone(EXAMPLES[name]!),

  match: (method, path, templates) => {
    for (const template of templates) {
      const found = pathIn(template, path);
      if (found && OPERATIONS[`${method.toLowerCase()} ${template}`])
        return { template, method: method.toLowerCase(), path: found };
    }
    return undefined;
  },

  problemsOfRequest: (matched, query, body) => {
    const { query: takes = {}, body: wanted } = operationOf(matched);
    const wrong = [...query].filter(([key, value]) => !takes[key]?.test(value));
    return [
      ...wrong.map(([key, value]) => `${key}: ${value}`),
      ...(wanted ? problemsOfBody(wanted, body) : body === undefined ? [] : ["a body"]),
    ];
  },

  problemsOfAnswer: (matched, status, body) =>
    operationOf(matched).answers[status]?.(body) ? [] : [`never answers ${status} so`],
};

const operationOf = ({ method, template }: Matched): Operation =>
  OPERATIONS[`${method} ${template}`]!;

function problemsOfBody(wanted: Readonly<Record<string, Check>>, body: unknown): string[] {
  if (!isObject(body)) return ["no body"];
  const given = body as Record<string, unknown>;
  return [
    ...Object.keys(given)
      .filter((key) => !(key in wanted))
      .map((key) => `no member ${key}`),
    ...Object.keys(wanted)
      .filter((key) => !wanted[key]!(given[key]))
      .map((key) => `${key}: ${JSON.stringify(given[key])}`),
  ];
}
