import { z } from "zod";
import { duration, flag, id, size } from "./common.ts";

const retryMembers = z
  .strictObject({
    max_attempts: z.int().min(1).max(1_000).optional().meta({
      title: "a whole number from 1 to 1000",
      description: "Tries in all, the first included. Default 1, for agents 3.",
    }),
    backoff: z.enum(["exponential", "constant", "none"]).optional().meta({
      title: "exponential, constant or none",
      description: "How the rest between tries grows. Default exponential: it doubles.",
    }),
    delay: duration.optional().describe("The rest before the second try. Default 1s."),
    max_delay: duration.optional().describe("No rest is longer than this. Default 60s."),
    jitter: z.number().min(0).max(1).optional().meta({
      title: "a number from 0 to 1",
      description: "The share of a rest that chance may add or take away. Default 0.2.",
    }),
  })
  .meta({ title: "a retry policy" });

const retry = z.union([z.int().min(1).max(1_000), retryMembers]).meta({
  id: "Retry",
  title: "a number of tries from 1 to 1000, or { max_attempts, backoff, delay, max_delay, jitter }",
  examples: [3, { max_attempts: 5, delay: "10s" }],
});

export const isolation = z.enum(["none", "sandbox"]).optional().meta({
  title: "none or sandbox",
  description:
    "sandbox: what it starts can write where it works and hardly anywhere else; it needs bubblewrap (bwrap), on Linux. Default none.",
});

/** What a task may set for itself, and `defaults` for all. */
export const settings = {
  timeout: duration.optional().describe("How long one try may take. Default 30m, at most 30d."),
  retry: retry.optional().describe("How often it is tried, and how long it rests between tries."),
  cwd: z.string().min(1).optional().meta({
    title: "a folder",
    description: "The folder in which it runs, relative to the plan's. Default: the plan's folder.",
  }),
  continue_on_error: flag("A failure is noted but fails nothing else. Default false."),
  max_output: size
    .optional()
    .describe("How much of one try's output is kept. Default 8MB; from 4KB to 1GiB."),
  grace: duration
    .optional()
    .describe("Time between SIGTERM and SIGKILL when it is stopped. Default 5s, at most 1h."),
  isolation,
};

export const outputs = z.array(id).optional().meta({
  title: "a list of names",
  description: "What the task promises to write to $PAWL_OUTPUT, one key=value line each.",
});
