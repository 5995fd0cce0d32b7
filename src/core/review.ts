import type { Review } from "./pipeline.ts";

/** What a review comes to. */
export interface JudgedReview {
  /** `changes` also where the reviewer says `pass` and yet finds a criterion unmet. */
  readonly verdict: Review["verdict"];
  /** What is to be mended, or was remarked: a line each, unmet criteria first; empty where nothing was found. */
  readonly findingsText: string;
  /** Why this is no review at all, for who handed it in; empty where it is one. */
  readonly problems: readonly string[];
}

/**
 * Judges a review that fits `REVIEW_SCHEMA`. `acceptance` are the criteria that it must judge, each exactly once, and
 * none else; with an empty list (the task has none, or the review is not about them) that is not looked at.
 */
export function judgeReview(review: Review, acceptance: readonly string[]): JudgedReview {
  const unmet = (review.criteria ?? []).filter(({ met }) => !met);
  const lines = [
    ...unmet.map(({ criterion, evidence }) => `- not met: ${criterion}\n  ${evidence}`),
    ...review.findings.map((finding) => `- ${placeOf(finding)}${finding.text}`),
  ];
  return {
    verdict: unmet.length > 0 ? "changes" : review.verdict,
    findingsText: lines.join("\n"),
    problems: [
      ...(acceptance.length > 0 ? criteriaProblems(review.criteria ?? [], acceptance) : []),
      ...(review.criteria ?? []).filter(({ evidence }) => evidence.trim() === "").map(noEvidence),
      ...(review.verdict === "changes" && lines.length === 0 ? [NOTHING_TO_CHANGE] : []),
    ],
  };
}

type Criteria = NonNullable<Review["criteria"]>;

const NOTHING_TO_CHANGE =
  'the verdict is "changes", but no finding and no unmet criterion says what to change';

const noEvidence = ({ criterion }: Criteria[number]): string =>
  `there is no evidence for the criterion ${quoted(criterion)}`;

function placeOf({ file, line }: Review["findings"][number]): string {
  if (file === undefined) return "";
  return line === undefined ? `${file}: ` : `${file}:${line}: `;
}

/** A task may hold the same criterion twice, so occurrences are counted. */
function criteriaProblems(criteria: Criteria, acceptance: readonly string[]): readonly string[] {
  const asked = counted(acceptance);
  const judged = counted(criteria.map(({ criterion }) => criterion));
  const problems: string[] = [];
  for (const [key, { text, times }] of asked) {
    const found = judged.get(key)?.times ?? 0;
    if (found < times) problems.push(`the criterion ${quoted(text)} is not judged`);
    if (found > times) problems.push(`the criterion ${quoted(text)} is judged more than once`);
  }
  for (const [key, { text }] of judged)
    if (!asked.has(key))
      problems.push(
        `${quoted(text)} is none of the acceptance criteria; repeat each of them as it stands there`,
      );
  return problems;
}

function counted(
  texts: readonly string[],
): ReadonlyMap<string, { readonly text: string; readonly times: number }> {
  const counts = new Map<string, { readonly text: string; readonly times: number }>();
  for (const text of texts) {
    const key = keyOf(text);
    counts.set(key, { text, times: (counts.get(key)?.times ?? 0) + 1 });
  }
  return counts;
}

/** The same for texts that mean the same: agents drop marks, keep the number of a list, and break lines. */
const keyOf = (text: string): string => {
  const plain = text.toLowerCase().replace(/["'`*_]/g, "");
  const key = plain
    .replace(/^\s*(?:\d+[.)]|[-+•])\s+/, "")
    .replace(/\s+/g, " ")
    .replace(/[\s.;,]+$/, "")
    .trim();
  return key === "" ? text.trim() : key;
};

const SHOWN = 200;

const quoted = (text: string): string =>
  JSON.stringify(text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`);
