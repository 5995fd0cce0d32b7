import { expect, test } from "vitest";
import { isSafeBase, renderIssue, tokenFor } from "../../src/core/githubIssue.ts";

const TOKEN = ["a", "token"].join("_");
const other = { baseUrl: "https://git.example.com/api/v3" };

test.each([
  [{}, { GITHUB_TOKEN: TOKEN }],
  [{}, { GITHUB_TOKEN: "", GH_TOKEN: TOKEN }],
  [other, { GH_TOKEN: TOKEN, GH_HOST: "git.example.com" }],
  [other, { GH_TOKEN: TOKEN, GITHUB_API_URL: "https://GIT.example.com/api/v3" }],
])("%j gets the token of %j", (issue, env) => {
  expect(tokenFor(issue, env)).toEqual({ token: TOKEN });
});

test("where there is none, it is said how to give one", () => {
  expect(tokenFor({}, {})).toEqual({
    problem: "there is no token for GitHub",
    fix: "set GITHUB_TOKEN or GH_TOKEN",
  });
});

test.each(["two words", "two\nlines", "gr\u00fcn", "an \u2192"])(
  "what is no token is sent nowhere, and shown nowhere: %j",
  (text) => {
    const told = tokenFor({}, { GITHUB_TOKEN: text });
    expect(told).toEqual({
      problem:
        "the token for GitHub holds a space, a line break or another character that no token has",
      fix: "set GITHUB_TOKEN or GH_TOKEN to the token alone",
    });
  },
);

test.each([
  "https://git.example.com",
  "https://git.example.com:444/",
  "https://api.github.com.evil.example",
  "https://api.github.com:444",
])("a host that only the plan names gets none: %s", (baseUrl) => {
  expect(tokenFor({ baseUrl }, { GH_TOKEN: TOKEN, GH_HOST: "github.com" })).toMatchObject({
    problem: expect.stringMatching(
      /^the token is not sent to .*, which only the plan names$/,
    ) as string,
  });
});

test.each([
  ["https://git.example.com/api/v3", true],
  ["http://localhost:3000", true],
  ["http://127.0.0.1:3000/", true],
  ["http://[::1]:3000", true],
  ["http://git.example.com", false],
  ["https://user@git.example.com", false],
  ["https://git.example.com?x", false],
  ["http://127.0.0.1.example.com", false],
  ["file:///etc/passwd", false],
  ["git.example.com", false],
])("%s may be sent a token: %s", (text, wanted) => {
  expect(isSafeBase(text)).toBe(wanted);
});

const issue = {
  repo: "${{ params.r }}",
  issue: "${{ params.n }}",
  labels: "pawl",
  approvers: [],
  pollMs: 1,
} as const;
const render =
  (values: Record<string, string>) =>
  (text: string): string =>
    text.replace(/\$\{\{ params\.(\w) \}\}/g, (_, name: string) => values[name]!);

test("parameters are filled in", () => {
  expect(renderIssue(issue, render({ r: "octo/shop", n: "42" }))).toEqual({
    ...issue,
    repo: "octo/shop",
    issue: "42",
  });
});

test("what comes of them must be a repository and a number", () => {
  expect(() => renderIssue(issue, render({ r: "shop", n: "42" }))).toThrow(
    'github: "shop" is no repository; expected owner/name, as in octo/shop',
  );
  expect(() => renderIssue(issue, render({ r: "octo/..", n: "42" }))).toThrow('"octo/.."');
  expect(() => renderIssue(issue, render({ r: "octo/shop", n: "4/2" }))).toThrow(
    'github: "4/2" is no number of an issue; expected one such as 42',
  );
});
