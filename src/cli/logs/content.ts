import { PawlError } from "../../core/error.ts";
import { ATTEMPT_FILES } from "../../core/paths.ts";
import type { TaskState } from "../../core/run.ts";
import { AGENT_FILES } from "../../executors/agent/files.ts";
import { taskLabel } from "../../views/words.ts";
import type { Options } from "../declared.ts";

/** Which of an attempt's files is shown. */
export type Content = "output" | "raw" | "prompt" | "events";

export interface ContentFiles {
  readonly main: string;
  /** What came before, where there was much. */
  readonly before?: string;
  /** What goes to our stderr. */
  readonly errors?: ContentFiles;
}

export const CONTENT_FILES: Readonly<Record<Content, ContentFiles>> = {
  output: { main: ATTEMPT_FILES.output, before: ATTEMPT_FILES.outputBefore },
  raw: {
    main: AGENT_FILES.raw,
    before: AGENT_FILES.rawBefore,
    errors: { main: AGENT_FILES.stderr, before: AGENT_FILES.stderrBefore },
  },
  prompt: { main: AGENT_FILES.prompt },
  events: { main: AGENT_FILES.events, before: AGENT_FILES.eventsBefore },
};

const OF_AGENTS = ["raw", "prompt", "events"] as const;

/** What the options ask for; only one of them may. */
export function contentOf(options: Options): Content {
  const [wanted, other] = OF_AGENTS.filter((each) => options[each] === true);
  if (other !== undefined)
    throw new PawlError("usage", `--${wanted} and --${other} do not go together: say one of them`);
  if (wanted === "prompt" && options["follow"] === true)
    throw new PawlError("usage", "--prompt and -f do not go together: a prompt is written at once");
  return wanted ?? "output";
}

/** The tasks that have such a content; an error where none of those chosen has. */
export function tasksWith(content: Content, tasks: readonly TaskState[]): readonly TaskState[] {
  if (content === "output") return tasks;
  const found = tasks.filter((each) => each.spec.kind === "agent");
  if (found.length > 0 || tasks.length === 0) return found;
  const [only, ...more] = tasks;
  throw new PawlError(
    "usage",
    more.length === 0
      ? `${taskLabel(only!)} runs a command, and --${content} is for tasks of agents; without it pawl logs shows what the command wrote`
      : `none of these ${tasks.length} tasks is an agent's, and --${content} is for those; without it pawl logs shows what they wrote`,
  );
}
