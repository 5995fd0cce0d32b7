import type { AgentOrder } from "../../port.ts";
import { wrong } from "./answer.ts";
import type { Answer, Arguments } from "./answer.ts";
import { readArtifact, submitArtifact } from "./artifactTools.ts";
import { workerTools } from "./workerToolList.ts";
import { progress, raiseFlag, report } from "./tellingTools.ts";

/** A tool as an agent is told of it. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: {
    readonly type: "object";
    readonly properties: Record<string, Property>;
    readonly required: string[];
  };
}

/** A piece of JSON Schema. Without a type anything is allowed. */
type Property = {
  description: string;
  type?: string;
  enum?: string[];
  items?: { type: string; properties?: Record<string, Property>; required?: string[] };
};

const text = (description: string): Property => ({
  type: "string",
  description,
});

/** The tools that are of use for this order. */
export function toolsFor({ produces, needs, agent }: AgentOrder): readonly Tool[] {
  return [
    ...(produces.length === 0 ? [] : [submitTool(produces.map(({ name }) => name))]),
    REPORT,
    RAISE_FLAG,
    ...(needs.length === 0 ? [] : [readTool(needs.map(({ name }) => name))]),
    ...(agent.workers ? workerTools(agent.workers) : []),
    PROGRESS,
  ];
}

const submitTool = (names: string[]): Tool => ({
  name: "submit_artifact",
  description: `Hand in an artifact that this task produces: ${names.join(", ")}. It is checked against its JSON Schema at once; if it does not fit, the answer says what to correct.`,
  inputSchema: {
    type: "object",
    properties: {
      name: { type: "string", enum: names, description: "Name of the artifact." },
      value: { description: "The artifact itself, as JSON." },
    },
    required: ["name", "value"],
  },
});

const REPORT: Tool = {
  name: "report",
  description:
    "Say how the task went. Call it once, at the very end, after all artifacts were handed in.",
  inputSchema: {
    type: "object",
    properties: {
      status: {
        type: "string",
        enum: ["success", "partial", "failure"],
        description: "How it went as a whole.",
      },
      summary: text("What was done, or why it was not, in at most 400 characters."),
      files: {
        type: "array",
        items: { type: "string" },
        description: "Paths of the files that were changed.",
      },
      details: text("More than fits the summary: as text, or the path of a file with it."),
    },
    required: ["status", "summary"],
  },
};

const RAISE_FLAG: Tool = {
  name: "raise_flag",
  description:
    "Ask a person something, or say what blocks the task. Nobody answers during this attempt.",
  inputSchema: {
    type: "object",
    properties: {
      type: text("What kind it is, in one word: question, clarifier_blocked, …"),
      text: text("The question, so that it can be answered by somebody who sees nothing else."),
    },
    required: ["type", "text"],
  },
};

const readTool = (names: string[]): Tool => ({
  name: "read_artifact",
  description: `Read an artifact that this task was given: ${names.join(", ")}.`,
  inputSchema: {
    type: "object",
    properties: {
      name: { type: "string", enum: names, description: "Name of the artifact." },
      pointer: text(
        "JSON pointer of the part that is wanted, such as /items/0; all of it if left out.",
      ),
    },
    required: ["name"],
  },
});

const PROGRESS: Tool = {
  name: "progress",
  description: "Tell those who watch what is being done now, in one short line.",
  inputSchema: { type: "object", properties: { text: text("The line.") }, required: ["text"] },
};

/** Carries out one call, and answers in words also when something is wrong. Never throws. */
export function call(folder: string, order: AgentOrder, name: string, given: Arguments): Answer {
  try {
    switch (name) {
      case "submit_artifact":
        return submitArtifact(folder, order, given);
      case "report":
        return report(folder, order, given);
      case "raise_flag":
        return raiseFlag(folder, given);
      case "read_artifact":
        return readArtifact(order, given);
      case "progress":
        return progress(folder, given);
      default:
        return wrong(
          `there is no tool "${name.slice(0, 80)}"; there are ${toolsFor(order)
            .map((tool) => tool.name)
            .join(", ")}.`,
        );
    }
  } catch (cause) {
    return wrong(`nothing was kept: ${(cause as Error).message}`);
  }
}
