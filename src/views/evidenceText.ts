import { shortDigest } from "./approving.ts";
import { formatDuration } from "./duration.ts";
import type { EvidenceView } from "./evidence.ts";
import { oneLine } from "./safeText.ts";
import type { Figures } from "./tokenFigures.ts";
import { formatCost, formatCount } from "./usageText.ts";
import { plural } from "./words.ts";

const MOST_FILES = 30;

/** What a person reads before approving a phase, line by line. */
export function evidenceText(view: EvidenceView): string[] {
  const blocks = [
    [headLine(view), ...treeLines(view)],
    titled(
      "Know before you approve",
      (view.notes ?? []).map((each) => `  ! ${oneLine(each)}`),
    ),
    diffLines(view),
    titled("Checks, by Pawl itself", view.checks.map(checkLine)),
    titled("Artifacts", view.artifacts.flatMap(artifactLines)),
    titled(
      "Acceptance criteria",
      view.acceptance.flatMap(({ task, criteria }) =>
        criteria.map((each) => `  ${task}: ${oneLine(each)}`),
      ),
    ),
    view.spent ? [`Spent so far: ${spentText(view.spent)}`] : [],
    titled(
      "Checklist",
      view.checklist.map((each) => `  [ ] ${oneLine(each)}`),
    ),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, at) => (at === 0 ? block : ["", ...block]));
}

const titled = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`${title}:`, ...lines];

const headLine = ({ phase, digest, round }: EvidenceView): string =>
  `${phase} waits for an approval of evidence ${shortDigest(digest)}${round > 1 ? `, round ${round}` : ""}`;

const treeLines = ({ tree, from, signed, until }: EvidenceView): string[] => [
  tree.commit === undefined
    ? `  of the files with digest ${shortDigest(tree.tree)}`
    : `  of commit ${shortDigest(tree.commit)}, tree ${shortDigest(tree.tree)}`,
  ...(from ? [`  by ${from.map(oneLine).join(" or ")}`] : []),
  ...(signed ? ["  signed"] : []),
  ...(until === undefined ? [] : [`  until ${until}`]),
];

function diffLines({ diff, tree }: EvidenceView): string[] {
  if (!diff) return [];
  const since = tree.base === undefined ? "" : ` since ${shortDigest(tree.base)}`;
  if (diff.files.length === 0) return [`Changed${since}: nothing`];
  const width = Math.max(...diff.files.slice(0, MOST_FILES).map((each) => each.path.length));
  const more = diff.files.length + (diff.more ?? 0) - MOST_FILES;
  return [
    `Changed${since}: ${plural(diff.files.length + (diff.more ?? 0), "file")}, ${plural(diff.added, "line")} added, ${diff.removed} removed`,
    ...diff.files
      .slice(0, MOST_FILES)
      .map((each) => `  ${oneLine(each.path).padEnd(width)}  +${each.added} -${each.removed}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

const checkLine = (each: EvidenceView["checks"][number]): string =>
  `  ${each.passed ? "passed" : "failed"}  ${each.id} (${each.type}): ${oneLine(each.text)}, in ${formatDuration(each.durationMs)}`;

const artifactLines = (each: EvidenceView["artifacts"][number]): string[] => [
  `  ${[each.name, ...(each.version === undefined ? [] : [`version ${each.version}`]), ...(each.bytes === undefined ? [] : [`${each.bytes} bytes`]), `sha256 ${shortDigest(each.sha256)}`].join(", ")}`,
  ...each.summary.map((line) => `    ${oneLine(line)}`),
];

function spentText({ inputTokens, outputTokens, costUsd, atLeast }: Figures): string {
  const tokens =
    inputTokens === null || outputTokens === null
      ? "tokens unknown"
      : `${atLeast.includes("tokens") ? "at least " : ""}${formatCount(inputTokens)} tokens in, ${formatCount(outputTokens)} out`;
  const cost =
    costUsd === null
      ? "cost unknown"
      : `${atLeast.includes("cost") ? "at least " : ""}${formatCost(costUsd)}`;
  return `${tokens}; ${cost}`;
}
