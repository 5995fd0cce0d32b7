import { basename } from "node:path";
import { READY_CHECKS } from "../../core/gate.ts";
import type { TaskSettings } from "../../core/plan.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode, Node } from "../syntax/tree.ts";
import { typesCommand, testCommand } from "../templates/readyCommands.ts";
import { projectOf } from "../templates/project.ts";
import type { Project } from "../templates/project.ts";
import { defined } from "./defined.ts";
import type { CheckDraft } from "./draft.ts";
import type { Around } from "./namedText.ts";
import { readDuration } from "./settings.ts";

const DAY = 86_400_000;

const COMMANDS = {
  "tests-pass": { find: testCommand, what: "runs the tests of this project" },
  "types-clean": { find: typesCommand, what: "checks the types of this project" },
} as const;

/**
 * A ready-made check. What of them is a command is found in the project now, so that it is frozen with the plan; where
 * none is found that is an error.
 */
export function readReadyCheck(
  map: MapNode,
  value: Node,
  around: Around & { readonly defaults: TaskSettings },
): CheckDraft["check"] | undefined {
  const { findings, defaults } = around;
  const name = READY_CHECKS.find((each) => each === asText(value));
  // What is none of them is reported by the schema.
  if (name === undefined) return undefined;
  if (name === "files-found" || name === "no-errors") {
    for (const key of ["timeout", "alone"] as const)
      if (get(map, key))
        findings.error(
          placeOf(map, key),
          "misplaced-key",
          `${quoted(key)} is for checks that run a command, and ${quoted(name)} runs none`,
        );
    return { type: name };
  }
  const { find, what } = COMMANDS[name];
  const run = find(theProject(around));
  if (run === undefined) {
    const hint = `write a check by "run" with the command instead`;
    findings.error(value, "unknown-command", `it is not known what ${what}`, hint);
  }
  const bounds = { least: 1, most: DAY };
  return defined({
    type: "run" as const,
    ready: name,
    run: run ?? "",
    timeoutMs: readDuration(map, "timeout", bounds, findings) ?? Math.min(defaults.timeoutMs, DAY),
    alone: asBoolean(get(map, "alone")),
  });
}

/** The plan's folder, as far as its files may be looked at. */
const theProject = ({ files }: Around): Project =>
  projectOf({
    folder: ".",
    name: basename(files.folder),
    has: (path) => files.exists(path),
    list: (path) => files.names(path),
    read: (path) => files.peek(path),
  });
