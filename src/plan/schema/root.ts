import { z } from "zod";
import { plan } from "./plan.ts";
import { workflow } from "./workflow.ts";

/** What a plan file may hold: a plan of Pawl's own, or a workflow. */
export const planFile = z.union([plan, workflow]).meta({ title: "Pawl plan" });

/** The text of schema.json: the JSON Schema of a plan file as it is written. Editors know draft 7 best. */
export function schemaText(): string {
  const schema = z.toJSONSchema(planFile, { io: "input", target: "draft-7" });
  return `${JSON.stringify(schema, null, 2)}\n`;
}
