import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseReport } from "../../../../src/executors/agent/report/parseReport.ts";

const PAGE = readFileSync(new URL("../../../../docs/reporting.md", import.meta.url), "utf8");
const RESULT = { name: "result", schema: { required: ["passed"] }, maxBytes: 100 } as const;

const examples = [...PAGE.matchAll(/^(`{3,4})(?:text|json)\n([\s\S]*?)\n\1$/gm)].map(
  (match) => match[2]!,
);

test("the page shows each form", () => {
  expect(examples).toHaveLength(7);
});

test.each(examples)("what the page shows is read: %s", (text) => {
  const parsed = parseReport({ text, produces: [RESULT] });
  expect(parsed).toHaveProperty("report");
  expect(parsed.problems).toEqual([]);
  expect(parsed.artifacts).toHaveLength(/passed": true|passed\\": true/.test(text) ? 1 : 0);
  expect(parsed.flags).toHaveLength(text.startsWith("FLAG") ? 1 : 0);
});
