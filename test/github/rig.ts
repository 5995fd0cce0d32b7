import { PawlError } from "../../src/core/error.ts";
import { issueApi } from "../../src/github/api.ts";
import { openAsk } from "../../src/github/ask.ts";
import { markSecret } from "../../src/github/marker.ts";
import type { Deciding } from "../../src/github/port.ts";
import { Teller } from "../../src/github/tell.ts";
import { GithubTrouble } from "../../src/github/trouble.ts";
import type { Trouble } from "../../src/github/trouble.ts";
import type { Mask } from "../../src/core/maskTexts.ts";
import type { GithubIssue } from "../../src/core/plan.ts";
import type { Story as WholeStory } from "../views/given.ts";
import { TOKEN } from "./server.ts";
import type { FakeGithub } from "./server.ts";

export const issueAt = (github: FakeGithub, more: Partial<GithubIssue> = {}): GithubIssue => ({
  repo: "octo/shop",
  issue: "7",
  baseUrl: github.url,
  labels: "pawl",
  approvers: ["ann"],
  pollMs: 1_000,
  ...more,
});

type Story = Pick<WholeStory, "is" | "events">;

interface TellerMore {
  readonly issue?: GithubIssue;
  readonly token?: string;
  readonly mask?: Mask;
  readonly deciding?: Partial<Deciding>;
  readonly signal?: AbortSignal;
}

/** What tells the issue of a story, as a process begins with it: without knowing what was told before. */
export function tellerOf(github: FakeGithub, story: Story, more: TellerMore = {}): Teller {
  const { issue = issueAt(github), token = TOKEN, mask = (text) => text } = more;
  const { signal = new AbortController().signal } = more;
  return new Teller({
    issue,
    api: issueApi(
      openAsk({ baseUrl: issue.baseUrl, token, version: "0.1.0", signal }),
      issue.repo,
      issue.issue,
    ),
    secret: markSecret(story.events[0]!),
    mask,
    deciding: {
      decide: () => Promise.reject(new PawlError("refused", "nobody decides in this test")),
      wasDecided: () => Promise.resolve(false),
      isOurs: () => Promise.resolve(true),
      ...more.deciding,
    },
  });
}

/** One pass of a process that begins with it; gives what kept it from all, if anything. */
export async function told(
  github: FakeGithub,
  story: Story,
  more: TellerMore = {},
): Promise<Trouble | undefined> {
  return passed(tellerOf(github, story, more), story);
}

/** One pass. */
export async function passed(teller: Teller, story: Story): Promise<Trouble | undefined> {
  try {
    await teller.pass(story.is, { living: true, look: true });
    return undefined;
  } catch (error) {
    if (!(error instanceof GithubTrouble)) throw error;
    return error.trouble;
  }
}
