import { join } from "node:path";
import { cutAtWord } from "../../../core/cutAtWord.ts";
import { redact } from "../../../core/redact.ts";
import { SUMMARY_LENGTH } from "../../../core/report.ts";
import type { AgentOrder } from "../../port.ts";
import { AGENT_FILES } from "../files.ts";
import { detailsOf, filesOf, flagOf } from "../report/claim.ts";
import { STATUSES, statusOf } from "../report/status.ts";
import { answer, textArgument, wrong } from "./answer.ts";
import type { Answer, Arguments } from "./answer.ts";
import { missingArtifacts } from "./artifactTools.ts";
import * as bounds from "./bounds.ts";
import { readLines } from "./readLines.ts";
import { appendLine, writeWhole } from "./write.ts";

/** `report`: the last one counts. */
export function report(folder: string, order: AgentOrder, given: Arguments): Answer {
  const said = textArgument(given, "status");
  if (typeof said !== "string") return said;
  const status = statusOf(said);
  if (status === undefined)
    return wrong(
      `"status": found ${JSON.stringify(said.slice(0, 40))}, expected ${STATUSES}. Nothing was kept.`,
    );
  const text = textArgument(given, "summary");
  if (typeof text !== "string") return text;
  const summary = cutAtWord(redact(text, []), SUMMARY_LENGTH);
  const files = given["files"];
  const details = keepDetails(folder, given["details"]);
  writeWhole(
    join(folder, AGENT_FILES.report),
    `${JSON.stringify({
      status,
      summary,
      ...(typeof files === "string" || Array.isArray(files) ? { files: filesOf(files) } : {}),
      ...(details === undefined ? {} : { details }),
    })}\n`,
  );
  const cut =
    text.trim().length > SUMMARY_LENGTH
      ? ` The summary was cut to ${SUMMARY_LENGTH} characters; write more to a file and name it in "details".`
      : "";
  const missing = status === "failure" ? [] : missingArtifacts(folder, order);
  if (missing.length === 0) return answer(`The report is kept.${cut}`);
  return wrong(
    `The report is kept, but without ${missing.join(", ")} the attempt fails: hand in what is missing with submit_artifact.${cut}`,
  );
}

/** `details` should name a file; text that is too long for a path becomes one. */
function keepDetails(folder: string, details: unknown): string | undefined {
  const path = detailsOf(details);
  if (path !== undefined || typeof details !== "string" || details.trim() === "") return path;
  const own = `${AGENT_FILES.details}/report.md`;
  writeWhole(join(folder, own), redact(details.slice(0, bounds.MOST_DETAILS), []));
  return own;
}

/** `raise_flag`: for a person. */
export function raiseFlag(folder: string, given: Arguments): Answer {
  const type = textArgument(given, "type");
  if (typeof type !== "string") return type;
  const text = textArgument(given, "text");
  if (typeof text !== "string") return text;
  const flag = flagOf(type, redact(text, []));
  if (!flag)
    return wrong(
      `"type": found ${JSON.stringify(type.slice(0, 40))}, expected a word such as question.`,
    );
  const path = join(folder, AGENT_FILES.flags);
  if (readLines(path, bounds.MOST_FLAGS_BYTES).length >= bounds.MOST_FLAGS)
    return wrong(
      `${bounds.MOST_FLAGS} flags were raised already, and no more are taken. End with \`report\`.`,
    );
  appendLine(path, JSON.stringify(flag));
  const cut =
    text.length > bounds.MOST_FLAG_TEXT
      ? ` Its text was cut to ${bounds.MOST_FLAG_TEXT} characters.`
      : "";
  return answer(
    `The flag "${flag.type}" is raised; a person will answer it, but not during this attempt.${cut} If you cannot go on without the answer, end with \`report\` and status failure.`,
  );
}

/** `progress`: a line for whoever watches. */
export function progress(folder: string, given: Arguments): Answer {
  const text = textArgument(given, "text");
  if (typeof text !== "string") return text;
  const path = join(folder, AGENT_FILES.progress);
  if (readLines(path, bounds.MOST_PROGRESS_BYTES).length >= bounds.MOST_PROGRESS)
    return answer(`${bounds.MOST_PROGRESS} lines of progress were noted; no more are.`);
  const line = { at: Date.now(), text: cutAtWord(redact(text, []), bounds.MOST_PROGRESS_TEXT) };
  appendLine(path, JSON.stringify(line));
  return answer("Noted.");
}
