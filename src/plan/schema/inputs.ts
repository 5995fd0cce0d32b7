import { z } from "zod";
import { id } from "./common.ts";

const path = z.string().min(1).meta({ title: "the path of a file" });

const documents = z
  .union([z.array(path).min(1), z.record(id, path)])
  .meta({ title: "a list of files, or a map of names and files" });

/** What the run is about, in its long form. */
const members = z
  .strictObject({
    phase: z
      .union([z.string().min(1), z.number()])
      .optional()
      .meta({
        title: "text such as 2.4",
        description: "Which part of the documents; ${{ params.name }} may stand in it.",
      }),
    documents: documents.optional().describe("Each is frozen by its SHA-256, under a name."),
  })
  .meta({ id: "Inputs", title: "inputs: { phase, documents }" });

/** The first map stands for both kinds of map: which one it is decides whoever reads it. */
export const inputs = z
  .union([
    z.array(path).min(1),
    z.record(id, z.union([path, z.number(), z.array(path), z.record(id, path)])),
    members,
  ])
  .meta({
    title: "a list of files, a map of names and files, or { phase, documents }",
    description: "What the run is about: documents that are named to each agent.",
    examples: [["docs/spec.md"], { phase: "2.4", documents: ["docs/spec.md"] }],
  });
