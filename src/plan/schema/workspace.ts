import { z } from "zod";
import { command, duration, env, flag } from "./common.ts";

const MODES = ["worktree", "inplace", "none"] as const;

const globs = (description: string) =>
  z
    .array(z.string().min(1).meta({ title: "a path or a pattern of paths" }))
    .min(1)
    .optional()
    .meta({ title: "a list of paths or patterns such as src/**", description });

const mode = z.enum(MODES).meta({ title: "worktree, inplace or none" });

const ports = z
  .strictObject({
    from: z.int().min(1).max(65_535).meta({
      title: "a port from 1 to 65535",
      description: "The first worktree's PAWL_PORT.",
    }),
    step: z.int().min(1).max(10_000).optional().meta({
      title: "a whole number from 1 to 10000",
      description: "How far the worktrees' ports are apart. Default 10.",
    }),
  })
  .meta({ title: "ports: { from, step }" });

const author = z
  .strictObject({
    name: z
      .string()
      .regex(/^[^<>\r\n]*[^<>\s][^<>\r\n]*$/)
      .meta({ title: "a name without < and >", description: "As it stands in commits." }),
    email: z
      .string()
      .regex(/^[^<>\s]+$/)
      .meta({ title: "an address without blanks", description: "As it stands in commits." }),
  })
  .meta({ title: "an author: { name, email }" });

const members = z
  .strictObject({
    mode: mode
      .optional()
      .describe(
        "worktree: each phase in a git worktree and on a branch of its own; inplace: in the plan's folder; none: the same, and git is not looked at. Default worktree, where there is a workspace at all.",
      ),
    base: z.string().min(1).optional().meta({
      title: "a branch, a tag or a commit",
      description: "What the run begins from. Default: what is checked out.",
    }),
    integrate: z.string().min(1).optional().meta({
      title: "the name of a branch",
      description: "The branch that phases are merged into. Default pawl/<run>.",
    }),
    setup: command.optional().describe("Run once in each new worktree, before anything else."),
    setup_timeout: duration.optional().describe("How long that may take. Default 10m, at most 1d."),
    env: env.optional().describe("Environment of all that is run in a worktree."),
    copy: globs("Files that git does not have, such as .env: each new worktree gets a copy."),
    ports: ports
      .optional()
      .describe("Gives each worktree a port of its own, as PAWL_PORT and PAWL_PORT_OFFSET."),
    isolate: z.enum(["phase", "task"]).optional().meta({
      title: "phase or task",
      description:
        "phase (the default): its tasks work one after another in one worktree. task: each has its own, and its commit is put on the phase's branch.",
    }),
    author: author.optional().describe("Of commits. Default: what git is configured to."),
    hooks: flag("Whether the repository's hooks are run on commits. Default true."),
  })
  .meta({ title: "a workspace" });

/** Where the phases of a plan work. */
export const workspace = z.union([mode, members]).meta({
  id: "Workspace",
  title: "worktree, inplace, none or a workspace: { mode, base, integrate, setup, … }",
  examples: ["worktree", { mode: "worktree", base: "main", setup: "npm ci" }],
});

/** Of one phase. */
export const phaseWorkspace = mode
  .optional()
  .describe("Where it works, over what the plan's workspace says.");

/** What a task may change. */
export const scopeMembers = {
  files: globs("What it may change, short for scope: { include }. Pawl commits nothing else."),
  scope: z
    .strictObject({
      include: globs("What it may change; anything if left out."),
      exclude: globs("What it may not change, of that."),
    })
    .optional()
    .meta({
      title: "a scope: { include, exclude }",
      description: "What the task may change: files beyond that are refused.",
    }),
};

/** A task that a person does. */
export const manualTask = {
  kind: z.literal("manual").optional().meta({
    title: "manual",
    description: "A person does it, and says so with pawl answer; instructions tell what.",
  }),
  instructions: z.string().min(1).optional().meta({
    title: "text, or a file that holds it",
    description: "What the person is asked to do; or a file that ends in .md, .txt or .prompt.",
  }),
};

export const mirror = z
  .strictObject({
    status: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: "a folder",
        description: "Gets phase-<id>/status.yaml and progress.log, kept as the run goes on.",
        examples: ["docs/office/build"],
      }),
    progress: z
      .string()
      .regex(/\.json$/i)
      .optional()
      .meta({
        title: "the path of a .json file",
        description:
          "A PROGRESS.json in which the phases and tasks of this plan are marked as the run goes on; made where it is not there.",
        examples: ["PROGRESS.json"],
      }),
    state: z
      .string()
      .regex(/\.json$/i)
      .optional()
      .meta({
        title: "the path of a .json file",
        description: "Gets who is at work, what is done and what is left, kept as the run goes on.",
        examples: [".claude/orchestrator/state.json"],
      }),
    details: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: "a folder",
        description: "Gets the details files of attempts, for as long as they are there.",
        examples: [".claude/cache/agent-outputs"],
      }),
  })
  .meta({ id: "Mirror", title: "mirror: { status, progress, state, details }" });
