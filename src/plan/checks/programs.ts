import { resolve } from "node:path";
import { DRIVER_FACTS } from "../../core/driverFacts.ts";
import { namesOfUsed } from "../build/agents.ts";
import type { AgentDraft, Draft } from "../build/draft.ts";
import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { nearest } from "../suggest.ts";
import { asList, get } from "../syntax/tree.ts";
import type { Surroundings } from "./commands.ts";
import { DEFAULT_PATH, pathIn } from "./commands.ts";

/** Agents whose programs are not there. */
export function checkPrograms(
  draft: Draft,
  { folder, path, lookup }: Surroundings,
  findings: Findings,
): void {
  // What the environment of tasks comes to is looked at nowhere else for agents.
  const isSet = draft.phases.some((phase) =>
    [phase, ...phase.tasks].some(({ env }) => pathIn(env)),
  );
  const used = namesOfUsed(draft.phases, draft.agents);
  for (const each of draft.agents) {
    const program = programOf(each);
    if (program === undefined || !used.has(each.name)) continue;
    const set = pathIn(each.env) ?? pathIn(draft.env);
    const along = set
      ? typeof set.value === "string"
        ? set.value
        : undefined
      : (path ?? DEFAULT_PATH);
    const isPath = program.includes("/");
    if (!isPath && (along === undefined || isSet)) continue;
    const found = isPath
      ? lookup.at(resolve(folder, program))
      : lookup.onPath(program, along!, folder);
    if (found === "command") continue;
    const what = `${quoted(program)}, the program of the agent ${quoted(each.name)},`;
    const why = {
      missing: "is not there",
      folder: "is a folder",
      "not-executable": "is not executable",
    };
    const missing = isPath ? why.missing : "is not on the PATH";
    const message = `${what} ${found === "missing" ? missing : why[found]}`;
    const hint = (): string | undefined =>
      advise(each, program, isPath ? [] : lookup.namesOn(along!, folder));
    // A path may lead to what an earlier task will make.
    const report = isPath ? findings.warn.bind(findings) : findings.error.bind(findings);
    report(placeOfProgram(each), "unknown-command", message, hint);
  }
}

function programOf({ agent }: AgentDraft): string | undefined {
  const { use, program, command } = agent;
  if (use === "acp" || use === "command") return command?.[0];
  return program ?? DRIVER_FACTS[use].program;
}

/** Where the plan says which program it is. */
export function placeOfProgram({ map, at }: AgentDraft): Span {
  if (!map) return at;
  return asList(get(map, "command"))?.items[0] ?? get(map, "program") ?? get(map, "use") ?? at;
}

function advise(
  { agent }: AgentDraft,
  program: string,
  names: readonly string[],
): string | undefined {
  if (program === DRIVER_FACTS[agent.use].program)
    return '"pawl agents" says what is installed, and how to get the rest';
  const near = nearest(program, names);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}
