import { isIssueNumber, isRepo, isSafeBase } from "../../core/githubIssue.ts";
import type { GithubIssue } from "../../core/plan.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asList, asText, get, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { defined } from "./defined.ts";
import { checkParamsOnly } from "./paramsOnly.ts";
import { readDuration } from "./settings.ts";

const LABELS = "pawl";
const POLL_MS = 15_000;
const POLL = { least: 1_000, most: 3_600_000 };

type Params = Readonly<Record<string, unknown>>;

/** The issue that is told how a plan's runs fare. */
export function readGithub(
  map: MapNode | undefined,
  params: Params,
  findings: Findings,
): GithubIssue | undefined {
  if (!map) return undefined;
  const repo = readPart(get(map, "repo"), "repo", params, findings, checkRepo);
  const issue = readPart(get(map, "issue"), "issue", params, findings, checkIssue);
  const base = get(map, "base_url");
  if (base?.kind === "scalar") checkBase(base, findings);
  const labels = get(map, "labels");
  return defined({
    repo,
    issue,
    baseUrl: asText(base)?.replace(/\/+$/, ""),
    labels: asBoolean(labels) === false ? (false as const) : (asText(labels) ?? LABELS),
    approvers: (asList(get(map, "approvers"))?.items ?? []).flatMap((each) => asText(each) ?? []),
    pollMs: readDuration(map, "poll", POLL, findings) ?? POLL_MS,
  });
}

type CheckPart = (node: ScalarNode, text: string, findings: Findings) => void;

/** A text in which parameters may stand; without any it must be right as it is. */
function readPart(
  node: Node | undefined,
  key: string,
  params: Params,
  findings: Findings,
  check: CheckPart,
): string {
  if (node?.kind !== "scalar") return "";
  const text = written(node, findings.text);
  if (text.includes("${{")) checkParamsOnly(node, key, params, findings);
  else check(node, text, findings);
  return text;
}

const checkRepo: CheckPart = (node, text, findings) => {
  if (isRepo(text)) return;
  const bare = /^(?:https?:\/\/)?[^/]+\.[^/]+\/([^/]+\/[^/]+?)(?:\.git)?\/?$/.exec(text)?.[1];
  const hint = bare !== undefined && isRepo(bare) ? `did you mean "${bare}"?` : 'as in "octo/shop"';
  findings.error(node, "bad-github", `${quoted(text)} is no repository, expected owner/name`, hint);
};

const checkIssue: CheckPart = (node, text, findings) => {
  if (isIssueNumber(text)) return;
  const message = `${quoted(text)} is no number of an issue, expected one such as 42`;
  findings.error(node, "bad-github", message);
};

function checkBase(node: ScalarNode, findings: Findings): void {
  const text = String(node.value);
  if (isSafeBase(text)) return;
  const message = `${quoted(text)} is no address that a token may be sent to, expected one that begins with https://`;
  findings.error(node, "bad-github", message, 'such as "https://github.example.com/api/v3"');
}
