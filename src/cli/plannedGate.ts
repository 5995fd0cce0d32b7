import type { Check, Gate } from "../core/gate.ts";
import { formatDuration } from "../views/duration.ts";

/** What a gate will look at, and whom it will ask, for a person. */
export function gateLines({ checks, approve }: Gate): string[] {
  const lines = checks.map((each) => `${each.id}: ${checkText(each)}`);
  if (!approve) return lines;
  const { phrase, from, signers, timeout } = approve;
  const by = from ? ` by ${from.join(" or ")}` : "";
  const signed = signers === undefined ? "" : ", signed";
  const until = timeout
    ? `; after ${formatDuration(timeout.afterMs)}: ${timeout.then === "reject" ? "rejected" : "somebody is told"}`
    : "";
  return [...lines, `waits for an approval${by}${signed}: "${phrase}"${until}`];
}

function checkText(check: Check): string {
  switch (check.type) {
    case "run":
      return `$ ${check.run.trim().split("\n").join("; ")}`;
    case "that":
      return check.source;
    case "files":
      return `there are ${check.paths.join(", ")}`;
    case "files-found":
      return "each agent names files, and they are there";
    case "no-errors":
      return "no agent tells of an error";
    case "coverage":
      return `${check.report} has at least ${measuresText(check)}`;
    case "guard":
      return check.guard === "tests-kept"
        ? "no test was deleted or newly skipped"
        : "no file that steers the checks was changed";
  }
}

const measuresText = (check: Extract<Check, { type: "coverage" }>): string =>
  (["lines", "branches", "functions", "statements"] as const)
    .flatMap((name) => (check[name] === undefined ? [] : [`${check[name]}% of ${name}`]))
    .join(", ");
