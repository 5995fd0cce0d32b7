import type { Complexity, Domain } from "../../core/routing.ts";
import type { Subject } from "../routing/subject.ts";
import { asList, asText, get, placeOf } from "../syntax/tree.ts";
import type { MapNode } from "../syntax/tree.ts";
import type { AgentTaskRead } from "./agentTask.ts";
import type { Need } from "./draft.ts";
import type { Around } from "./namedText.ts";
import { routed } from "./specialists.ts";
import type { Specialists } from "./specialists.ts";

/** What routing a task needs beside its map. */
export interface RoutingAround {
  readonly specialists?: Specialists | undefined;
  /** Of a task of a list: what routing looks at, which is what the list says and not what is said around it. */
  readonly subject?: Subject | undefined;
}

/** The same task, with the specialist who does it where it names no agent and the plan has specialists. */
export function withSpecialist(
  read: AgentTaskRead | undefined,
  map: MapNode,
  { name, needs }: { readonly name: string; readonly needs: readonly Need[] },
  around: Around & RoutingAround,
): AgentTaskRead | undefined {
  const { specialists, subject } = around;
  const isOpen = read !== undefined && !get(map, "agent") && read.task.prompt !== "";
  if (!isOpen || !specialists) {
    checkUnrouted(map, read, around);
    return read;
  }
  const about = subject ?? subjectOf(map, name, needs, read);
  const found = routed(about, placeOf(map, "prompt"), specialists, around);
  if (!found) return read;
  const agent = asText(found.by) ?? "";
  return {
    task: { ...read.task, agent, routed: found.routed },
    draft: { ...read.draft, by: found.by },
  };
}

function subjectOf(
  map: MapNode,
  name: string,
  needs: readonly Need[],
  { task }: AgentTaskRead,
): Subject {
  const scope = get(map, "scope");
  const include = scope?.kind === "map" ? get(scope, "include") : undefined;
  const files = asList(get(map, "files") ?? include)?.items ?? [];
  return {
    domain: asText(get(map, "domain")) as Domain | undefined,
    complexity: asText(get(map, "complexity")) as Complexity | undefined,
    title: `${name} ${asText(get(map, "description")) ?? ""}`,
    text: task.prompt,
    files: files.flatMap((each) => asText(each) ?? []),
    criteria: task.acceptance?.length ?? 0,
    dependencies: needs.filter((need) => !need.implied).length,
  };
}

/** Words that say which specialist does a task that needs none. */
function checkUnrouted(
  map: MapNode,
  read: AgentTaskRead | undefined,
  { findings, specialists }: Around & RoutingAround,
): void {
  for (const { key, at } of map.entries) {
    if (key !== "domain" && key !== "complexity") continue;
    const why = !read
      ? "this is no agent's"
      : specialists
        ? "this one names its agent"
        : 'the plan has no "specialists"';
    const message = `"${key}" says which specialist does a task, and ${why}`;
    findings.warn(at, "misplaced-key", message);
  }
}
