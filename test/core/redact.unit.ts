import * as fc from "fast-check";
import { expect, test } from "vitest";
import { redact } from "../../src/core/redact.ts";
import { isSecretName, secretsOf } from "../../src/core/secretNames.ts";

/** In pieces, so that nobody who looks for keys in files finds one here. */
const begin = (what: string): string => `-----BEGIN ${what}-----`;

const run = (length: number): string => "aB3dE5gH7jK9mN1p".repeat(10).slice(0, length);

test.each([
  ["an Anthropic key", `key sk-ant-api03-${run(40)}_x!`, "key ***!"],
  ["an OpenAI key", `sk-${run(48)}`, "***"],
  ["an OpenAI project key", `"sk-proj-${run(20)}-${run(20)}"`, '"***"'],
  ["a GitHub token", `ghp_${run(36)} gho_${run(36)}`, "*** ***"],
  ["a fine-grained GitHub token", `github_pat_${run(22)}_${run(59)}`, "***"],
  ["an AWS key id", "id=AKIAIOSFODNN7EXAMPLE;", "id=***;"],
  ["a Google key", `AIza${run(35)}`, "***"],
  ["Slack tokens", `xoxb-12345-${run(12)} xoxp-1234567890`, "*** ***"],
  ["a GitLab token", `glpat-${run(20)}`, "***"],
  ["an npm token", `npm_${run(36)}`, "***"],
  ["a Hugging Face token", `hf_${run(34)}`, "***"],
  ["a JWT", `eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${run(30)}`, "***"],
  ["a bearer", "Authorization: Bearer abcdef.123", "Authorization: Bearer ***"],
  ["a bearer in JSON", '{"authorization":"Bearer abcdef.123"}', '{"authorization":"Bearer ***"}'],
  ["basic", "authorization: basic dXNlcjpwYXNz", "authorization: basic ***"],
  ["a key header", "-H 'x-api-key: abcdef123'", "-H 'x-api-key: ***'"],
  ["a password in an address", "redis://me:p@ss@host:1/0", "redis://me:***@host:1/0"],
  [
    "a private key",
    `${begin("RSA PRIVATE KEY")}\nProc-Type: 4\n\nMIIE+/=\n-----END RSA PRIVATE KEY-----\nafter`,
    `${begin("RSA PRIVATE KEY")}***-----END RSA PRIVATE KEY-----\nafter`,
  ],
  [
    "a private key that was cut off, in JSON",
    `{"k":"${begin("PRIVATE KEY")}\\nMIIE","b":1}`,
    `{"k":"${begin("PRIVATE KEY")}***","b":1}`,
  ],
])("masks %s", (_, text, masked) => {
  expect(redact(text, [])).toBe(masked);
});

test.each([
  "task-123 and risk-assessment-of-the-long-kind",
  "the bearer of good news",
  "https://example.org:8080/a@b",
  "git@github.com:o/r.git",
  "eyJhbGciOiJIUzI1NiJ9 alone",
  "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
])("leaves %j", (text) => {
  expect(redact(text, [])).toBe(text);
});

test("a secret is found in each way of writing it, the longer before the shorter", () => {
  const secret = 'p"ä s/w?rd';
  const text = [
    secret,
    JSON.stringify({ a: JSON.stringify({ secret }) }),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    Buffer.from(`user:${secret}`).toString("base64url"),
    `${secret}-longer`,
  ].join("\n");
  expect(redact(text, [secret, `${secret}-longer`, "short"])).toBe(
    '***\n{"a":"{\\"secret\\":\\"***\\"}"}\n***\n***Q=\ndXNlcjp***A\n***',
  );
});

test("a secret that is a number, or reaches over several members, leaves JSON valid", () => {
  expect(redact('{"total":1234567,"b":"1234567"}', ["1234567"])).toBe('{"total":"***","b":"***"}');
  expect(redact('{"a":"xy","b":"z"}', ['xy","b":"z'])).toBe('{"a":"***"}');
  expect(redact('{"a":"xy","b":"z"}', ['"b":"z"'])).toBe('"***"');
});

test("what cannot be walked through is masked whole", () => {
  const deep = `${"[".repeat(100_000)}1234567${"]".repeat(100_000)}`;
  expect(redact(deep, ["1234567"])).toBe('"***"');
});

const secrets = fc.array(fc.stringMatching(/^[A-Za-z0-9+/=._-]{6,40}$/), {
  minLength: 1,
  maxLength: 4,
});

test("no secret is left, and what was JSON is JSON", () => {
  fc.assert(
    fc.property(secrets, fc.array(fc.jsonValue()), fc.string(), (values, others, around) => {
      const line = JSON.stringify({ around, values, text: around + values.join(" "), others });
      const masked = redact(line, values);
      for (const each of values) expect(masked).not.toContain(each);
      expect(() => JSON.parse(masked) as unknown).not.toThrow();
    }),
  );
});

test("base64 of a secret among other bytes is found wherever it begins", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", minLength: 8 }),
      fc.string(),
      fc.string(),
      (value, a, b) => {
        const secret = value.trim();
        fc.pre(secret.length >= 8);
        const encoded = Buffer.from(a + secret + b).toString("base64");
        const masked = redact(`x ${encoded}`, [secret]);
        expect(masked).toContain("***");
      },
    ),
  );
});

test("a text without secrets comes back as it was", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(redact(text, [])).toBe(text);
    }),
  );
});

test.each([
  ["ANTHROPIC_API_KEY", true],
  ["OPENAI_APIKEY", true],
  ["GITHUB_TOKEN", true],
  ["PGPASSWORD", true],
  ["db_pass", true],
  ["AUTH", true],
  ["GOOGLE_CREDENTIALS", true],
  ["PWD", false],
  ["PATH", false],
  ["MAX_OUTPUT_TOKENS", false],
  ["SSH_AUTH_SOCK", false],
  ["KEY_PATH", false],
  ["TOKEN_URL", false],
  ["KEYBOARD", false],
])("%s is secret: %s", (name, secret) => {
  expect(isSecretName(name)).toBe(secret);
});

test("secrets are the values of such variables, each once and none that is too short", () => {
  expect(
    secretsOf({
      A_TOKEN: "abcdef",
      B_TOKEN: "abcdef",
      C_KEY: "1",
      D_KEY: undefined,
      HOME: "/home/u",
    }),
  ).toEqual(["abcdef"]);
});
