import { z } from "zod";
import { UNTOLD_POLICIES } from "../../core/budget.ts";
import { TOKENS_PATTERN } from "../tokens.ts";
import { duration } from "./common.ts";

/** A number of tokens. */
export const tokens = z.union([z.int().min(1), z.string().regex(TOKENS_PATTERN)]).meta({
  id: "Tokens",
  title: "a number of tokens such as 50000 or 200k",
});

/** What a run as a whole may use, under `budget` of the plan. */
export const runBudget = z
  .strictObject({
    tokens: tokens
      .optional()
      .describe("Of all agents together: what goes in, from caches too, and what comes out."),
    usd: z.number().min(0.01).optional().meta({
      title: "a number from 0.01 on",
      description: "US dollars; for agents that tell what they cost.",
    }),
    time: duration.optional().describe("Time in which anything is under way."),
    launches: z.int().min(1).optional().meta({
      title: "a whole number from 1 on",
      description: "How many attempts of agents may be begun.",
    }),
    wrap_up: z.number().gt(0).max(1).optional().meta({
      title: "a share above 0, at most 1",
      description: "From this share on agents are told to come to an end. Default 0.8.",
    }),
    unknown: z.enum(UNTOLD_POLICIES).optional().meta({
      title: "stop, estimate or allow",
      description:
        "Of an attempt that did not tell what it used: stop the run; count as much as the costliest that did (the default); or only say so.",
    }),
  })
  .meta({
    id: "RunBudget",
    title: "a budget of the run: { tokens, usd, time, launches, wrap_up, unknown }",
  });
