import type { AgentOrder } from "../../port.ts";
import { fenced } from "./fence.ts";
import { workerLines } from "./workers.ts";

/** How the agent is asked to report: by the attempt's tools, with structured output, or in marked text. */
export type Channel = "tools" | "structured" | "text";

const STATUSES = `- success: everything that was asked for is done and holds.
- partial: some of it is done; say what is not.
- failure: it could not be done; say why.`;

const NOBODY =
  "Nobody answers while you work. If you cannot go on without an answer, raise a flag as shown and end with failure.";

/** The instructions by which an attempt hands in and reports, with an example that can be copied. */
export function reportingText(order: AgentOrder, channel: Channel): string {
  const parts = { tools: byTools, structured: byStructure, text: byText }[channel](order);
  return ["## How to report", ...parts, STATUSES, NOBODY].join("\n\n");
}

function byTools(order: AgentOrder): string[] {
  const { produces } = order;
  const calls = [
    ...produces.map(({ name }) => `submit_artifact {"name": "${name}", "value": {…}}`),
    'report {"status": "success", "summary": "{what was done, at most 400 characters}", "files": ["{path}"]}',
  ];
  return [
    "You have the tools of an MCP server called pawl. Use them; what you say in text does not count as handed in.",
    fenced(calls.join("\n")),
    `${produces.length === 0 ? "" : "Hand in every artifact with `submit_artifact`; if the answer names errors, correct them and submit again. "}Call \`report\` last, once. What does not fit the summary goes into its \`details\`, as text. With \`progress\` you may tell what you are doing. To ask a person: \`raise_flag {"type": "question", "text": "{the question}"}\`.`,
    "If these tools are missing, end your last answer with these lines instead:",
    fenced(linesFor(order).join("\n")),
  ];
}

function byStructure({ produces }: AgentOrder): string[] {
  const example = {
    status: "success",
    summary: "{what was done, at most 400 characters}",
    files: ["{path of a file that was changed}"],
    details: null,
    ...(produces.length === 0
      ? {}
      : {
          artifacts: Object.fromEntries(
            produces.map(({ name }) => [name, "{the artifact's JSON, as text}"]),
          ),
        }),
    flags: null,
  };
  return [
    "Your last answer is one JSON object of this shape and nothing else:",
    fenced(JSON.stringify(example, null, 2), "json"),
    'To ask a person: "flags": [{"type": "question", "text": "{the question}"}].',
  ];
}

function byText(given: AgentOrder): string[] {
  return [
    "End your last answer with exactly these lines, each marker at the beginning of its line, and nothing after them:",
    fenced(linesFor(given).join("\n")),
    ...(given.worker ? [NOT_FOUND] : []),
    `To ask a person, add a line: FLAG: {type} | ${given.task} | {the question}`,
  ];
}

/** A worker's `RESULT` says that it has found something out. */
const NOT_FOUND = `If it cannot be found out, end with these lines instead:\n\n${fenced(
  ["[AOP:SUMMARY] {why}", "[AOP:STATUS] failure"].join("\n"),
)}`;

const linesFor = ({ produces, worker }: AgentOrder): readonly string[] =>
  worker ? workerLines(worker.worker) : markedLines(produces);

/** The lines of a report in text, as the parser of reports reads them once the braces are filled in. */
export function markedLines(produces: AgentOrder["produces"]): readonly string[] {
  return [
    ...produces.flatMap(({ name }) => [`ARTIFACT: ${name}`, "```json", "{…}", "```"]),
    "[AOP:SUMMARY] {what was done, on one line, at most 400 characters}",
    "[AOP:DETAILS_FILE] {path of a file with more; leave this line out if there is none}",
    "[AOP:STATUS] success|partial|failure",
  ];
}
