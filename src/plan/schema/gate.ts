import { z } from "zod";
import { READY_CHECKS } from "../../core/gate.ts";
import { command, duration, flag, id } from "./common.ts";

const file = z.string().min(1).meta({ title: "the path of a file" });

const files = z.union([file, z.array(file).min(1)]).meta({
  title: "the path of a file, or a list of these",
});

const globs = z.array(z.string().min(1).meta({ title: "a glob" })).min(1);

const guard = (what: string) =>
  z
    .union([z.literal(true), globs])
    .optional()
    .meta({ title: "true, or a list of globs", description: what });

const perCent = (what: string) =>
  z
    .number()
    .min(0)
    .max(100)
    .optional()
    .meta({
      title: "a number from 0 to 100: per cent",
      description: `Per cent of the ${what} that must be covered at least.`,
    });

const check = z
  .strictObject({
    id: id.optional().describe("Unique in its gate. Default: made of what it checks."),
    run: command
      .optional()
      .describe(
        "Shell text that must succeed, run by Pawl in a clean checkout of what the phase made.",
      ),
    cwd: z.string().min(1).optional().meta({
      title: "a folder",
      description: "For run: where, relative to the plan's folder.",
    }),
    timeout: duration
      .optional()
      .describe("For run: how long it may take. Default: that of tasks. At most 1d."),
    alone: flag("For run: no other check is run beside it. Default false."),
    starts: z.enum(["base", "phase"]).optional().meta({
      title: "base or phase",
      description:
        "For run: whether files that the command starts are run as they were before the phase (base, the default), or as the phase left them.",
    }),
    that: z
      .union([z.string().min(1), z.boolean()])
      .optional()
      .meta({
        title: "an expression",
        description:
          "CEL that must be true, over params, inputs, artifacts, outputs, tasks and evidence.",
        examples: ['artifacts.alignment_state.alignment_status == "approved"'],
      }),
    message: z
      .string()
      .min(1)
      .optional()
      .meta({ title: "text", description: "For that: what to say where it does not hold." }),
    files: files.optional().describe("Each must be there, and not be empty."),
    coverage: file.optional().meta({
      title: "the path of a coverage report",
      description:
        "lcov, Cobertura, or Istanbul's json-summary, written by a check before it in the clean checkout.",
      examples: ["coverage/coverage-summary.json", "coverage/lcov.info"],
    }),
    lines: perCent("lines"),
    branches: perCent("branches"),
    functions: perCent("functions"),
    statements: perCent("statements"),
    only: globs.optional().meta({
      title: "a list of globs",
      description: "For coverage: the files that count. Each glob must find one.",
    }),
    tests_kept: guard("No test was deleted or newly skipped; which files are tests."),
    checks_kept: guard("No file that steers the checks was changed; which files these are."),
    check: z
      .enum(READY_CHECKS)
      .optional()
      .meta({
        title: `a ready-made check: ${READY_CHECKS.join(", ").replace(/, ([^,]*)$/, " or $1")}`,
        description:
          "files-found: each agent of the phase has named files, and they are there. no-errors: none tells of an error. tests-pass, types-clean: Pawl runs what runs the tests, or checks the types, of the project in the plan's folder.",
      }),
  })
  .meta({
    id: "Check",
    title: "a check",
    oneOf: ["run", "that", "files", "coverage", "tests_kept", "checks_kept", "check"].map(
      (key) => ({
        required: [key],
      }),
    ),
  });

const timeout = z
  .strictObject({
    after: duration.describe("How long the approval is waited for. From 1s to 365d."),
    // oxlint-disable-next-line unicorn/no-thenable -- a word of plans; nobody awaits a schema
    then: z.enum(["escalate", "reject"]).optional().meta({
      title: "escalate or reject: a timeout never approves",
      description:
        "escalate, the default, tells somebody and goes on waiting; reject sends the phase back.",
    }),
    run: command
      .optional()
      .describe("For escalate: shell text to run, with the variables that notifications have."),
  })
  .meta({ id: "ApproveTimeout", title: "a timeout: { after, then, run }" });

const approveMembers = z
  .strictObject({
    phrase: z.string().min(1).meta({
      title: "what the person has to say",
      description: "Such as: proceed to verification.",
    }),
    checklist: z
      .array(z.string().min(1).meta({ title: "text" }))
      .optional()
      .meta({ title: "a list of texts", description: "What the person is asked to look at." }),
    from: z
      .union([z.string().min(1), z.array(z.string().min(1).meta({ title: "a user" })).min(1)])
      .optional()
      .meta({
        title: "a user or a list of users",
        description: "Who may approve. Default: anyone.",
      }),
    signers: file.optional().meta({
      title: "the path of an OpenSSH allowed_signers file",
      description: "An approval must be signed by one of these.",
    }),
    timeout: timeout.optional().describe("What happens if nobody approves."),
  })
  .meta({ id: "Approve", title: "an approval: { phrase, checklist, from, signers, timeout }" });

const approve = z.union([z.string().min(1), approveMembers]).meta({
  title: "what the person has to say, or { phrase, checklist, from, signers, timeout }",
  description: "A person's approval of what the checks came to.",
});

/** What must hold before what depends on a phase goes on. */
export const gate = z
  .strictObject({
    checks: z.array(check).min(1).optional().meta({
      title: "a list of one check or more",
      description: "Pawl makes them by itself, on exactly the files that the phase made.",
    }),
    approve: approve.optional(),
  })
  .meta({ id: "Gate", title: "a gate: { checks, approve }" });
