import { expect, test } from "vitest";
import { checkArtifact } from "../../../../src/artifacts/checkArtifact.ts";
import { checkSchema } from "../../../../src/artifacts/schema.ts";
import { parseReport } from "../../../../src/executors/agent/report/parseReport.ts";
import { reportSchema } from "../../../../src/executors/agent/report/reportSchema.ts";

const PLAN = { name: "plan", schema: { type: "object", required: ["ok"] }, maxBytes: 100 } as const;

/** Every object schema within, as codex's strict mode looks at it. */
function objectsOf(schema: unknown): Record<string, unknown>[] {
  if (schema === null || typeof schema !== "object") return [];
  const inside = Object.values(schema).flatMap(objectsOf);
  return "properties" in schema ? [schema, ...inside] : inside;
}

test.each([[[]], [[PLAN]]])("is a strict JSON Schema for %j", (produces) => {
  const schema = reportSchema(produces);
  expect(checkSchema(schema)).toEqual([]);
  const objects = objectsOf(schema);
  expect(objects.length).toBe(2 + produces.length);
  for (const each of objects) {
    expect(each["additionalProperties"]).toBe(false);
    expect(each["required"]).toEqual(Object.keys(each["properties"] as object));
  }
});

test("what fits it is read as a report with its artifacts", () => {
  const structured = {
    status: "partial",
    summary: "half",
    files: ["a.ts"],
    details: null,
    artifacts: { plan: '{"ok":true}' },
    flags: [{ type: "question", text: "Which?" }],
  };
  const spec = { name: "report", schema: reportSchema([PLAN]), maxBytes: 10_000 };
  expect(checkArtifact(spec, structured)).not.toHaveProperty("problems");
  expect(parseReport({ text: "", structured, produces: [PLAN] })).toEqual({
    report: { status: "partial", summary: "half", files: ["a.ts"], by: "structured" },
    artifacts: [expect.objectContaining({ name: "plan", value: { ok: true } })],
    flags: [{ type: "question", text: "Which?" }],
    problems: [],
  });
});

test("the schema of an artifact is told in words, unless it is long", () => {
  const told = (schema: object) =>
    JSON.stringify(reportSchema([{ ...PLAN, schema: { ...schema } }]));
  expect(told(PLAN.schema)).toContain(
    'The artifact \\"plan\\": its JSON as text, that fits the JSON Schema {\\"type\\":\\"object\\",\\"required\\":[\\"ok\\"]}; null if it could not be made.',
  );
  expect(told({ description: "x".repeat(5_000) })).toContain("as text, that fits its schema; null");
});
