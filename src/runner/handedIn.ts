import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ArtifactSpec } from "../core/artifact.ts";
import type { Flag, Report } from "../core/report.ts";
import { readArtifacts } from "../executors/artifacts/read.ts";
import type { Outcome } from "../executors/agent/driver.ts";
import { AGENT_FILES } from "../executors/agent/files.ts";
import type { OrderFile } from "../executors/agent/orderFile.ts";
import type { ParsedReport } from "../executors/agent/report/parseReport.ts";
import { parseReport } from "../executors/agent/report/parseReport.ts";
import type { HandedIn } from "./judge.ts";

/**
 * What the attempt handed in, best first: by the attempt's tools, with the agent's last answer, in what it said before. Artifacts are
 * checked here whatever way they came.
 */
export async function handedInBy(
  folder: string,
  order: OrderFile,
  outcome: Outcome,
  spoken: string,
): Promise<HandedIn> {
  const byTools = await readArtifacts(folder, order.produces);
  const names = new Set(byTools.artifacts.map((each) => each.name));
  const missing = order.produces.filter((each) => !names.has(each.name));
  const answer = outcome.type === "done" ? outcome : { text: "" };
  const said = reportIn(answer, spoken, missing);
  const artifacts = [...byTools.artifacts, ...said.artifacts];
  const report = reportOf(folder) ?? ("report" in said ? said.report : undefined);
  const lacking = order.produces.filter(
    ({ name }) => !artifacts.some((each) => each.name === name),
  );
  const problems = [
    ...(report ? [] : ["problem" in said ? said.problem : ""]),
    ...(lacking.length === 0
      ? []
      : [...byTools.problems.filter(isTold), ...said.problems, missingText(lacking)]),
  ];
  return {
    ...(report ? { report } : {}),
    artifacts,
    flags: [...flagsOf(folder), ...said.flags],
    ...(problems.length === 0 ? {} : { problem: problems.join("\n") }),
  };
}

function reportIn(
  answer: { readonly text: string; readonly structured?: unknown },
  spoken: string,
  produces: readonly ArtifactSpec[],
): ParsedReport {
  const last = parseReport({ ...answer, produces });
  if ("report" in last && last.artifacts.length === produces.length) return last;
  // Some say what they have done, and then once more that they are done.
  const before = parseReport({ text: spoken, produces });
  return "report" in before && before.artifacts.length >= last.artifacts.length ? before : last;
}

const isTold = (problem: string): boolean => !problem.endsWith("it was not handed in");

const missingText = (lacking: readonly { readonly name: string }[]): string =>
  `not handed in: ${lacking.map((each) => `artifact ${each.name}`).join(", ")}`;

function reportOf(folder: string): Report | undefined {
  const text = read(folder, AGENT_FILES.report);
  return text === "" ? undefined : (JSON.parse(text) as Report);
}

const flagsOf = (folder: string): Flag[] =>
  read(folder, AGENT_FILES.flags)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Flag);

function read(folder: string, name: string): string {
  try {
    return readFileSync(join(folder, name), "utf8");
  } catch {
    return "";
  }
}
