import { posix } from "node:path";
import { matchesGlob } from "../../core/glob.ts";
import { changedPaths } from "../../git/changes.ts";
import { STEERING_FILES } from "../guards/steeringFiles.ts";
import { TEST_FILES } from "../../core/testFiles.ts";
import { inside } from "../inside.ts";
import { inShort } from "../inShort.ts";
import { nameInPlan } from "../coverage/names.ts";
import { readReport } from "../coverage/read.ts";
import { METRICS, sumOf } from "../coverage/report.ts";
import type { Count, CoverageReport, FileCoverage } from "../coverage/report.ts";
import type { Workplace } from "../workplace.ts";
import type { CheckContext, CheckOf, Found } from "./context.ts";

type Coverage = CheckOf<"coverage">;

/** What tests have covered, counted over all files that count, must be what the plan wants at least. */
export async function coverageCheck(check: Coverage, { place }: CheckContext): Promise<Found> {
  const path = await inside(place.room, check.report);
  if (path === undefined)
    return { passed: false, text: `${check.report} is missing: no check before it has written it` };
  const report = await readReport(path, check.report);
  const named = new Map<string, FileCoverage[]>();
  for (const [name, coverage] of report.files) {
    const own = nameInPlan(name, path, place.room);
    named.set(own, [...(named.get(own) ?? []), coverage]);
  }
  const lacking = (check.only ?? []).filter(
    (glob) => ![...named.keys()].some((name) => matchesGlob(name, glob)),
  );
  if (lacking.length > 0)
    return { passed: false, text: `${check.report} has no file that is ${inShort(lacking)}` };
  const counted = [...named].filter(([name]) => counts(name, check.only));
  if (counted.length === 0 && report.total) return compare(check, report, report.total, undefined);
  const sum = sumOf(counted.flatMap(([, each]) => each));
  const found = compare(check, report, sum, counted.length);
  const unseen = (await unmeasured(new Set(named.keys()), place)).filter((name) =>
    counts(name, check.only),
  );
  if (unseen.length === 0) return found;
  const note = `the phase changed what is not in it: ${inShort(unseen)}; have a test load it, or say with "only" which files count`;
  return { ...found, passed: false, text: `${found.text}; ${note}` };
}

/** What no test has loaded is in no report: files of the same kinds that the phase changed, tests apart. */
async function unmeasured(
  reported: ReadonlySet<string>,
  { compared }: Workplace,
): Promise<string[]> {
  if ("not" in compared) return [];
  const { top, base, commit, prefix } = compared;
  const kinds = new Set([...reported].map((name) => posix.extname(name)));
  const changed = (await changedPaths(top, base, commit)).filter(
    ({ state, path }) =>
      state !== "deleted" &&
      kinds.has(posix.extname(path)) &&
      ![...TEST_FILES, ...STEERING_FILES].some((glob) => matchesGlob(path, glob)),
  );
  return changed
    .map(({ path }) => posix.relative(prefix, path))
    .filter((name) => !reported.has(name));
}

const counts = (name: string, only: readonly string[] | undefined): boolean =>
  only === undefined || only.some((glob) => matchesGlob(name, glob));

function compare(
  check: Coverage,
  { format }: CoverageReport,
  sum: FileCoverage,
  files: number | undefined,
): Found {
  const measured: Record<string, number> = {};
  const parts: string[] = [];
  let passed = (sum.lines ?? sum.statements)?.total !== 0 && Object.keys(sum).length > 0;
  if (!passed) parts.push("nothing was measured");
  for (const metric of METRICS) {
    const count = sum[metric];
    const wanted = check[metric];
    if (count) measured[metric] = perCent(count);
    if (wanted === undefined) continue;
    if (!count) parts.push(`${metric}: ${wanted}% wanted, and ${format} says nothing of them`);
    else parts.push(`${metric} ${measured[metric]}% (${wanted}% wanted)`);
    if (!count || !reaches(count, wanted)) passed = false;
  }
  if (parts.length === 0) parts.push(...METRICS.flatMap((each) => told(each, measured[each])));
  const where = files === undefined ? "" : ` in ${files} file${files === 1 ? "" : "s"}`;
  return { passed, text: `${parts.join(", ")}${where} of ${check.report}`, measured };
}

const told = (metric: string, share: number | undefined): string[] =>
  share === undefined ? [] : [`${metric} ${share}%`];

/** Without rounding: 89.999% is not 90%. Of nothing all is covered. */
const reaches = ({ covered, total }: Count, wanted: number): boolean =>
  covered * 100 >= wanted * total;

const perCent = ({ covered, total }: Count): number =>
  total === 0 ? 100 : Math.floor((covered * 10_000) / total) / 100;
