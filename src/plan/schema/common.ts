import { z } from "zod";
import { ID_PATTERN } from "../../core/ids.ts";
import { DURATION_PATTERN } from "../../core/duration.ts";
import { SIZE_PATTERN } from "../size.ts";

/**
 * The schema of a plan file as it is written. It is the one source of `schema.json`, by which editors complete
 * and Pawl checks, so a `title` here is the end of an error's sentence: "…, expected <title>".
 */

export const id = z.string().regex(ID_PATTERN).meta({
  id: "Id",
  title: 'an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"',
});

/** By which an editor finds schema.json. */
export const schemaKey = z
  .string()
  .optional()
  .meta({ title: "text", description: "The address of this schema, for editors." });

export const text = z.string().meta({ id: "Text", title: "text" });

/** The shell command `true` is a truth value in YAML; it is taken for what was meant. */
export const command = z.union([z.string().min(1), z.boolean()]).meta({
  id: "Command",
  title: "a shell command",
  examples: ["npm test"],
});

export const duration = z.union([z.string().regex(DURATION_PATTERN), z.int().min(0)]).meta({
  id: "Duration",
  title: "a duration such as 30s, 5m or 1h30m (a bare number counts seconds)",
  examples: ["500ms", "30s", "5m", "1h30m", "2d"],
});

export const size = z.union([z.string().regex(SIZE_PATTERN), z.int().min(0)]).meta({
  id: "Size",
  title: "a size such as 64KB, 8MB or 1GiB (a bare number counts bytes)",
  examples: ["64KB", "8MB", "1GiB"],
});

/** One id, or a list of them. */
export const ids = z.union([z.string(), z.array(z.string().meta({ title: "an id" }))]).meta({
  id: "Ids",
  title: "an id or a list of ids",
});

export const flag = (description: string): z.ZodOptional<z.ZodBoolean> =>
  z.boolean().meta({ title: "true or false", description }).optional();

export const envName = z
  .string()
  .regex(/^(?!PAWL_)[A-Za-z_][A-Za-z0-9_]*$/)
  .meta({
    title:
      'the name of a variable: letters, digits and "_", not beginning with a digit nor with PAWL_',
  });

const envSource = z
  .strictObject({
    from: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: "an expression",
        description: "A CEL expression; its value becomes the variable.",
        examples: ["params.version", 'outputs["scan"].files'],
      }),
    pass: z
      .union([z.literal(true), envName])
      .optional()
      .meta({
        title: "true, or the name of a variable that does not begin with PAWL_",
        description:
          "Passes a variable of the environment that Pawl runs in on: the one of this name, or of the name given. Its value is kept nowhere.",
      }),
  })
  .meta({
    title: "an environment value",
    oneOf: [{ required: ["from"] }, { required: ["pass"] }],
  });

export const env = z
  .record(
    envName,
    z
      .union([z.string(), z.number(), z.boolean(), envSource])
      .meta({ title: "text, a number, true, false, { from: <expression> } or { pass: true }" }),
  )
  .meta({ id: "Env", title: "a map of environment variables" });
