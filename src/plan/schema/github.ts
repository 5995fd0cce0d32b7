import { z } from "zod";
import { duration } from "./common.ts";

const login = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/)
  .meta({ title: "a login of GitHub, without @" });

export const github = z
  .strictObject({
    repo: z
      .string()
      .min(1)
      .meta({
        title: "owner/name",
        description: "The repository. ${{ params.x }} may stand in it.",
        examples: ["octo/shop"],
      }),
    issue: z
      .union([z.int().min(1), z.string().min(1)])
      .meta({ title: "the number of an issue", description: "${{ params.x }} may stand in it." }),
    base_url: z
      .string()
      .min(1)
      .optional()
      .meta({
        title: "the address of a REST API",
        description: "For GitHub Enterprise. Default https://api.github.com.",
        examples: ["https://github.example.com/api/v3"],
      }),
    labels: z
      .union([z.literal(false), z.string().regex(/^[^\s,:][^,:\n]{0,29}$/)])
      .optional()
      .meta({
        title: "how the label begins, or false",
        description: "The label that tells the progress, as in pawl:50%. Default pawl.",
      }),
    approvers: z.array(login).min(1).optional().meta({
      title: "a list of logins",
      description: "Who may approve and reject by a comment. Default: nobody.",
    }),
    poll: duration
      .optional()
      .describe("How often comments are looked for while an approval is waited for. Default 15s."),
  })
  .meta({ id: "Github", title: "github: { repo, issue }" })
  .describe("An issue that is told how the run fares, and where it can be approved.");
