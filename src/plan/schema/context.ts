import { z } from "zod";
import { TOKENS_PATTERN } from "../tokens.ts";

const share = (description: string) =>
  z.number().min(0.05).max(1).optional().meta({ title: "a number from 0.05 to 1", description });

/** What is done where sessions become long. */
export const context = z
  .strictObject({
    checkpoint: share(
      "Share of its model's window above which it is said how full a session is. Default 0.7.",
    ),
    compact: share(
      "Share above which a session becomes a memory that a fresh one begins from. Default 0.8.",
    ),
    on: z.enum(["pause", "compact", "continue"]).optional().meta({
      title: "pause, compact or continue",
      description:
        "What is done above the checkpoint: a person is waited for, the session is made compact, or it goes on (the default).",
    }),
    windows: z
      .record(
        z.string().min(1),
        z
          .union([z.int().min(1), z.string().regex(TOKENS_PATTERN)])
          .meta({ title: "a number of tokens such as 200000 or 200k" }),
      )
      .optional()
      .meta({
        title: "a map of models, each with its tokens",
        description:
          "How much models have room for; `*` in a name stands for anything, and alone for all that are not known.",
        examples: [{ "my-model": "128k", "claude-*": "200k" }],
      }),
  })
  .meta({ id: "Context", title: "context: { checkpoint, compact, on, windows }" });
