import type { AgentOrder, StageOrder } from "../../port.ts";
import { fenced, firstOf, lastOf } from "./fence.ts";

const MOST_BECAUSE = 12_000;
const MOST_PROOF = 4_000;
const MOST_SPEC = 24_000;

/** What this attempt is for, where its task has stages; undefined where the task alone says it. */
export function stageText(order: AgentOrder): string | undefined {
  const { stage } = order;
  if (!stage) return undefined;
  const parts = {
    "write-test": writeTest,
    implement,
    "review-spec": reviewSpec,
    "review-quality": reviewQuality,
    // It has a prompt of its own.
    compact: () => [],
  }[stage.name](stage, order);
  if (parts.length === 0) return undefined;
  return ["# Your step", ...parts].join("\n\n");
}

const runs = (test: string, what: string): string => `${what}\n\n${fenced(test, "sh")}`;

function writeTest({ test = "", because }: StageOrder): readonly string[] {
  return [
    "Write the tests that show whether the task below is done, and nothing else: no code that makes them pass, not even an empty function. The task itself is a later step.",
    runs(test, "When you have ended, Pawl runs this and must see it fail:"),
    "It counts as failed when an assertion does not hold, or when a name or a module of this project is not there yet. Tests that pass or are skipped, no test at all, a syntax error, a missing package and a broken tool do not count. Cover each acceptance criterion, and leave the tests that are there as they are.",
    ...sentBack(because),
  ];
}

function implement({ test, check = [], proof, because }: StageOrder): readonly string[] {
  const tested =
    test === undefined
      ? []
      : [runs(test, "When you have ended, Pawl runs this and must see it pass:")];
  const proven =
    proof === undefined
      ? []
      : [
          "The tests for the task below are written, and they fail, as they must. Do the task with the least code that makes them pass. Do not change, weaken, skip or delete a test.",
          `What they wrote:\n\n${fenced(lastOf(proof, MOST_PROOF))}`,
        ];
  const checked =
    check.length === 0
      ? []
      : [runs(check.join("\n"), "When you have ended, Pawl runs this too, and it must pass:")];
  return [...proven, ...tested, ...checked, ...sentBack(because)];
}

/** Whose words these are, nobody knows: they may hold anything that a test has written. */
function sentBack(because: string | undefined): readonly string[] {
  if (because === undefined) return [];
  return [
    `This was done before, and was sent back. Mend exactly what is named here; the rest of the work stands as it is:\n\n${fenced(firstOf(because, MOST_BECAUSE))}`,
  ];
}

const whose = ({ resume }: AgentOrder): string =>
  resume
    ? "What was done for the task below is your own work, of this session. Judge it as if somebody else had done it: by the files as they are now, and not by what you remember or meant."
    : "Somebody else has done the task below. Judge it with fresh eyes, by the files as they are.";

const LOOK_ONLY =
  "You may look at everything and change nothing. What you find is mended by others, so say of each finding what is wrong and where (`file`, and `line` where there is one).";

function reviewSpec(_: StageOrder, order: AgentOrder): readonly string[] {
  const criteria =
    order.acceptance.length === 0
      ? "The task has no acceptance criteria of its own: judge it by its text, and leave `criteria` out."
      : "Judge each acceptance criterion, each exactly once and in the words in which it stands: `met` is true only if you can show that it holds, and `evidence` says by what (a file and line, a test, what something wrote). A criterion of which you are not sure is not met.";
  return [
    `${whose(order)} The question of this review is whether it does what was asked for, all of it, and nothing beyond.`,
    criteria,
    "What nobody asked for (further options, features, files) is a finding too. The `verdict` is `changes` if a criterion is not met or anything has to be mended, else `pass`. How well it is written is the question of another review.",
    LOOK_ONLY,
  ];
}

function reviewQuality(_: StageOrder, order: AgentOrder): readonly string[] {
  return [
    `${whose(order)} The question of this review is whether it is well made; whether it does what was asked for is the question of another review.`,
    "Look at these: whether it can be read and understood; whether tests cover what was added; whether it is like the code around it; security; plain bugs.",
    "The `verdict` is `changes` if something has to be mended before this goes on, else `pass`. What is a matter of taste is a finding at most, and no reason for `changes`. Leave `criteria` out.",
    LOOK_ONLY,
  ];
}

/** The part of the specification that the task is about. */
export function specText({ stage }: AgentOrder): string | undefined {
  if (!stage?.spec) return undefined;
  const { text, source } = stage.spec;
  return `## The specification\n\nFrom \`${source}\`:\n\n${fenced(firstOf(text.trim(), MOST_SPEC), "markdown")}`;
}

/** Where its work goes, in a worktree of Pawl's. */
export function boundsText({ bounds, agent }: AgentOrder): string | undefined {
  if (!bounds || agent.permissions === "read-only") return undefined;
  return `This is a git worktree of its own, on the branch \`${bounds.branch}\`. Stay on it. Leave other branches, tags, the stash, settings and hooks of the repository alone: an attempt that changes them is not accepted. Pawl commits what you do when it is accepted.`;
}
