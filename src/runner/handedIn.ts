import { maskedArtifacts } from "../artifacts/maskedArtifacts.ts";
import type { ArtifactSpec } from "../core/artifact.ts";
import { readHandedIn } from "../executors/agent/attemptTools/readHandedIn.ts";
import type { Outcome } from "../executors/agent/driver.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import { parseReport } from "../executors/agent/report/parseReport.ts";
import type { ParsedReport } from "../executors/agent/report/parseReport.ts";
import { reviewProblems } from "../executors/agent/report/reviewProblems.ts";
import type { HandedIn } from "./judge.ts";

/**
 * What the attempt handed in, best first: by the attempt's tools, with the agent's last answer, in what it said before.
 * Artifacts are checked here whatever way they came. No artifact holds one of `secrets`.
 */
export function handedInBy(
  folder: string,
  order: OrderFile,
  outcome: Outcome,
  spoken: string,
  secrets: readonly string[],
): HandedIn {
  const byTools = readHandedIn(folder, order.produces);
  const missing = order.produces.filter(({ name }) => !has(byTools.artifacts, name));
  const said = reportIn(
    outcome.type === "done" ? outcome : { text: "" },
    spoken,
    missing,
    order.task,
  );
  const given = [...byTools.artifacts, ...said.artifacts];
  const { artifacts: whole, problems: masked } = maskedArtifacts(given, order.produces, secrets);
  const wrong = new Map(whole.map((each) => [each, reviewProblems(order, each)]));
  const artifacts = whole.filter((each) => wrong.get(each)!.length === 0);
  const report = byTools.report ?? ("report" in said ? said.report : undefined);
  const lacking = missing.filter(({ name }) => !has(said.artifacts, name));
  const problems = [
    ...(report || !("problem" in said) ? [] : [said.problem]),
    ...(report && lacking.length === 0 ? [] : [...byTools.problems, ...said.problems]),
    ...masked,
    ...[...wrong].flatMap(([{ name }, found]) =>
      found.map((each) => `artifact "${name}": ${each}`),
    ),
    ...lacking.map(({ name }) => `artifact "${name}" was not handed in`),
  ];
  return {
    ...(report ? { report } : {}),
    artifacts,
    flags: [...byTools.flags, ...said.flags],
    ...(problems.length === 0 ? {} : { problem: problems.join("\n") }),
  };
}

const has = (artifacts: readonly { readonly name: string }[], name: string): boolean =>
  artifacts.some((each) => each.name === name);

function reportIn(
  answer: { readonly text: string; readonly structured?: unknown },
  spoken: string,
  produces: readonly ArtifactSpec[],
  task: string,
): ParsedReport {
  const last = parseReport({ ...answer, produces, task });
  if ("report" in last && last.artifacts.length === produces.length) return last;
  // Some say what they have done, and then once more that they are done.
  const before = parseReport({ text: spoken, produces, task });
  return "report" in before && before.artifacts.length >= last.artifacts.length ? before : last;
}
