import { z } from "zod";
import { DRIVERS, PERMISSIONS } from "../../core/agent.ts";
import { tokens } from "./budget.ts";
import { PRESETS } from "../../core/presets.ts";
import { duration, env, envName, flag } from "./common.ts";
import { isolation } from "./settings.ts";
import { workers } from "./workers.ts";

const budget = z
  .strictObject({
    usd: z.number().min(0.01).optional().meta({
      title: "a number from 0.01 on",
      description: "US dollars that one attempt may cost; for agents that tell what they cost.",
    }),
    turns: z.int().min(1).optional().meta({
      title: "a whole number from 1 on",
      description: "How often the agent may ask its model in one attempt.",
    }),
    tokens: tokens.optional().describe("Tokens that one attempt may use."),
  })
  .meta({ id: "Budget", title: "a budget: { usd, turns, tokens }" });

const names = (what: string, description: string) =>
  z
    .array(z.string().min(1).meta({ title: what }))
    .optional()
    .meta({ title: "a list of texts", description });

/** An agent under `agents`. */
export const agent = z
  .strictObject({
    use: z
      .enum(DRIVERS)
      .optional()
      .meta({
        title: `a driver: ${DRIVERS.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
        description:
          "Which program does the work, and how it is spoken to. Left out: the driver of the agent's own name, or claude for an agent that is read from a file.",
      }),
    from: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: "a file",
        description:
          "A Claude Code agent (front matter and system prompt); what is said beside it comes before what it says.",
        examples: [".claude/agents/reviewer.md"],
      }),
    preset: z
      .enum(PRESETS)
      .optional()
      .meta({
        title: `a preset: ${PRESETS.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
        description:
          "What it is there for: sets permissions, a small model, a timeout of 2m and a system prompt, each of which may be said otherwise beside it.",
      }),
    model: z.string().min(1).optional().meta({
      title: "the name of a model",
      description: "As the program calls it. Default: the program's own.",
    }),
    timeout: duration
      .optional()
      .describe("How long one of its attempts may take, where its task says nothing. At most 30d."),
    isolation,
    permissions: z.enum(PERMISSIONS).optional().meta({
      title: "read-only, edit or full",
      description:
        "What it may do: look; change files in its folder and run commands there (the default); anything that you may.",
    }),
    args: names("text", "Added to the program's arguments as they stand."),
    env: z
      .union([z.array(envName), env])
      .optional()
      .meta({
        title: "a list of names of variables, or a map of environment variables",
        description:
          "Variables that are passed on to it where they are set, or variables as for tasks.",
        examples: [["ANTHROPIC_API_KEY"]],
      }),
    budget: budget.optional().describe("How far one attempt may go."),
    system: z.string().min(1).optional().meta({
      title: "text, or a file that holds it",
      description:
        "Added to its system prompt; or the path of a file that ends in .md, .txt or .prompt.",
    }),
    tools: names("the name of a tool", "Tools of its own that it may use. Default: all."),
    disallowed_tools: names("the name of a tool", "Tools of its own that it may not use."),
    command: z
      .array(z.string().meta({ title: "text" }))
      .min(1)
      .optional()
      .meta({
        title: "a list: a program and its arguments",
        description:
          "For acp and command; {prompt}, {prompt_file}, {model} and {session} are filled in.",
        examples: [["gemini", "--acp"]],
      }),
    stdin: flag(
      "For command: whether the prompt goes to stdin. Default: when no argument holds it.",
    ),
    script: z
      .union([z.string().min(1), z.record(z.string(), z.unknown())])
      .optional()
      .meta({
        title: "a file, or a map that says what it does",
        description: "For scripted: its behaviour, step by step.",
        examples: ["scripts/demo.yaml"],
      }),
    program: z.string().min(1).optional().meta({
      title: "the name or path of a program",
      description: "In place of the one that the driver starts.",
    }),
    stall: duration
      .optional()
      .describe("It is taken to hang when it tells nothing for so long. Default 10m; 0: never."),
    workers: workers
      .optional()
      .describe("Agents that it may have look things up, side by side, while it is at work."),
    attempt_tools: flag("Whether it gets Pawl's tools over MCP, where it can. Default true."),
  })
  .meta({ id: "Agent", title: "an agent" });
