import type { Need } from "../../build/draft.ts";
import type { Findings } from "../../findings.ts";
import { found, quoted } from "../../schema/words.ts";
import { asMap, get } from "../../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../../syntax/tree.ts";
import { filled, namesUnder, scalarText } from "../entry.ts";
import type { Listed, ListedPhase, TaskList } from "../listed.ts";
import { groupsOf, membersOf } from "./groups.ts";
import type { Member } from "./groups.ts";
import { resolve } from "./names.ts";
import { TRUTHS } from "../../../core/statusWord.ts";
import { idFor, withOwnIds } from "./ownIds.ts";
import { saidOf } from "./said.ts";
import { checkJson, withoutDoubles } from "./strict.ts";

const IDS = {
  phase: ["id", "phase_id", "phaseId", "phase_number", "number", "phase", "slug"],
  task: ["id", "task_id", "taskId", "number", "slug"],
} as const;

const NEEDS = [
  "depends_on",
  "dependsOn",
  "dependencies",
  "blockedBy",
  "blocked_by",
  "prerequisites",
] as const;

const TITLES = ["name", "title", "subject"] as const;

/** What says what a phase is about, where no tasks do. */
const ABOUT = ["description", "objective", "goal", "details"] as const;

/** What is run, where an entry is no work for an agent. */
const COMMANDS = ["command", "run"] as const;

/** The one phase of a file without phases. */
const FLAT = "tasks";

/** Reads a PROGRESS.json as the list of tasks that it is, in any of the shapes in which such files are kept. */
export function readProgress(node: Node | undefined, findings: Findings): TaskList | undefined {
  if (!checkJson(findings)) return undefined;
  if (node?.kind !== "map") {
    const message = `a PROGRESS.json is an object; this is ${node ? found(node, findings.text) : "nothing"}`;
    findings.error(node, "wrong-value", message);
    return undefined;
  }
  const root = withoutDoubles(node);
  checkTemplate(root, findings);
  const reader = new ProgressReader(findings);
  const flat = get(root, "phases") ? undefined : filled(root, "tasks");
  const groups = flat ? [{ map: root, key: keyOfFlat(flat) }] : groupsOf(root, findings);
  if (!groups) return undefined;
  const read = groups.map((each, index) => reader.phase(each, index, flat !== undefined));
  const phases = withOwnIds(read);
  return {
    phases: resolve(phases, reader.aliases),
    project: projectOf(root, findings),
    progress: { notes: reader.notes, concurrency: sideBySide(root) },
  };
}

const keyOfFlat = ({ start }: Node): NonNullable<Member["key"]> => ({
  name: FLAT,
  at: { kind: "scalar", value: FLAT, start, end: start + 1 },
});

function projectOf(root: MapNode, findings: Findings): string | undefined {
  const about = [root, asMap(get(root, "project")), asMap(get(root, "meta"))];
  for (const map of about)
    for (const key of ["project_name", "name", "title", "project", "planName"]) {
      const text = map && scalarText(filled(map, key), findings);
      if (text !== undefined) return text;
    }
  return undefined;
}

/** How many the file itself would have work at a time. */
function sideBySide(root: MapNode): number | undefined {
  const orchestration = asMap(get(root, "orchestration"));
  const most = orchestration && get(orchestration, "max_parallel_agents");
  const count = most?.kind === "scalar" ? most.value : undefined;
  return Number.isInteger(count) && Number(count) > 0 ? Math.min(Number(count), 64) : undefined;
}

/** A template that nobody has filled in is no plan. */
function checkTemplate(root: MapNode, findings: Findings): void {
  for (const { value } of root.entries) {
    if (value.kind !== "scalar" || !/^\{\{[^{}]+\}\}$/.test(String(value.value))) continue;
    const message = `${quoted(String(value.value))} was never filled in: this file is a template, not a plan`;
    return findings.error(value, "template", message, "put in what it stands for");
  }
}

class ProgressReader {
  /** What each is called besides. */
  readonly aliases = new Map<MapNode, readonly string[]>();
  readonly notes: string[] = [];
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  phase(member: Member, index: number, flat: boolean): ListedPhase {
    const findings = this.#findings;
    const { map } = member;
    const listed = this.#listed(member, "phase", index, flat);
    const title = flat ? undefined : textUnder(map, TITLES, findings);
    const says = flat || NEEDS.some((key) => get(map, key) !== undefined);
    const whole = { ...listed, title, says };
    const written = get(map, "tasks");
    const members = written ? membersOf(written, "the tasks", findings) : [];
    const tasks = withOwnIds(members.map((each, at) => this.#listed(each, "task", at, false)));
    const own =
      tasks.length > 0 || written?.kind === "scalar" ? tasks : this.#alone(whole, written);
    return { ...whole, tasks: this.#asThePhaseSays(whole, own) };
  }

  /** A phase without tasks is one itself, where it says what it is about or that it is done. */
  #alone(phase: Omit<ListedPhase, "tasks">, written: Node | undefined): Listed[] {
    const isDone = phase.imported !== undefined || phase.done !== undefined;
    const says =
      COMMANDS.some((key) => filled(phase.map, key)) ||
      textUnder(phase.map, ABOUT, this.#findings) !== undefined;
    if (isDone || says) return [{ ...phase, needs: [] }];
    if (written) {
      this.notes.push(`${phase.name} has no tasks, and is left out`);
      return [];
    }
    const message = `the phase ${quoted(phase.name)} has no "tasks", and nothing in it says what is to be done`;
    const hint =
      'add "tasks", a "description" or a "command"; or say that it is "completed" or "skipped"';
    this.#findings.error(phase.at, "missing-key", message, hint);
    return [];
  }

  /** What a phase says of itself is said of all that is in it. */
  #asThePhaseSays({ name, imported }: Omit<ListedPhase, "tasks">, tasks: Listed[]): Listed[] {
    if (imported === undefined) return tasks;
    return tasks.map((task) => {
      if (task.imported !== undefined) return task;
      const said = task.done ?? saidOf(task.map, this.#findings)?.word;
      if (said !== undefined)
        this.notes.push(
          `${task.name} says ${said}, and its phase ${name} says ${imported}: it is taken as done`,
        );
      const { done: _, ...rest } = task;
      return { ...rest, done: undefined, imported };
    });
  }

  #listed({ map, key }: Member, kind: "phase" | "task", index: number, flat: boolean): Listed {
    const findings = this.#findings;
    const ids = flat ? [] : idsUnder(map, IDS[kind], findings);
    const [first] = ids;
    const named = first ?? key ?? nameless(map, kind, index);
    const said = flat ? undefined : saidOf(map, findings);
    if (!flat) this.#checkWord(map, said !== undefined);
    const command = flat ? undefined : this.#command(map);
    const listed: Listed = {
      name: named.name,
      at: named.at,
      id: idFor(named.name, kind),
      map,
      needs: flat ? [] : needsOf(map, findings),
      done: said?.meaning === "skipped" ? said.word : undefined,
      ...(said?.meaning === "completed" ? { imported: said.word } : {}),
      ...(command === undefined ? {} : { command }),
    };
    const others = [...ids.slice(1), ...(key ? [key] : [])].map(({ name }) => name);
    const title = flat ? undefined : textUnder(map, TITLES, findings);
    this.aliases.set(map, title === undefined ? others : [...others, title]);
    if (listed.imported !== undefined) this.#openPoints(listed);
    return listed;
  }

  #command(map: MapNode): string | undefined {
    const findings = this.#findings;
    for (const key of COMMANDS) {
      const node = filled(map, key);
      if (!node) continue;
      if (node.kind === "scalar" && typeof node.value === "string") return node.value;
      const message = `${quoted(key)} is ${found(node, findings.text)}, expected a shell command`;
      findings.error(node, "wrong-value", message);
    }
    return undefined;
  }

  /** A status that nobody knows may mean that it is done: better to ask than to do it again. */
  #checkWord(map: MapNode, isKnown: boolean): void {
    if (isKnown) return;
    const findings = this.#findings;
    const status = filled(map, "status");
    if (status) {
      const word = scalarText(status, findings);
      const message = `the status ${word === undefined ? `is ${found(status, findings.text)}, and` : quoted(word)} is not known`;
      const hint = "there are: pending, in_progress, completed, failed, blocked, skipped";
      return findings.error(status, "wrong-value", message, hint);
    }
    for (const key of TRUTHS) {
      const truth = filled(map, key);
      if (truth?.kind !== "scalar" || typeof truth.value !== "string") continue;
      const message = `${quoted(key)} is ${quoted(truth.value)}, expected true or false`;
      return findings.error(truth, "wrong-value", message);
    }
  }

  #openPoints({ map, name, imported }: Listed): void {
    const list = get(map, "checklist");
    const points = list?.kind === "list" ? list.items : [];
    const open = points.filter((each) =>
      (scalarText(each, this.#findings) ?? "").startsWith("[ ]"),
    ).length;
    if (open > 0)
      this.notes.push(`${name} says ${imported}, and ${open} points of its checklist are open`);
  }
}

type Called = { readonly name: string; readonly at: ScalarNode };

function idsUnder(map: MapNode, keys: readonly string[], findings: Findings): Called[] {
  return keys.flatMap((key) => {
    const node = filled(map, key);
    const name = scalarText(node, findings);
    return name === undefined ? [] : [{ name, at: node as ScalarNode }];
  });
}

/** One that has no id is called by its place. */
function nameless(map: MapNode, kind: "phase" | "task", index: number): Called {
  const name = `${kind}-${index + 1}`;
  return { name, at: { kind: "scalar", value: name, start: map.start, end: map.start + 1 } };
}

function textUnder(map: MapNode, keys: readonly string[], findings: Findings): string | undefined {
  for (const key of keys) {
    const text = scalarText(filled(map, key), findings);
    if (text !== undefined && text !== "") return text;
  }
  return undefined;
}

/** What stands under any of the keys for it. A prerequisite in words is no name of anything. */
function needsOf(map: MapNode, findings: Findings): Need[] {
  const needs = NEEDS.flatMap((key) => {
    const names = namesUnder(filled(map, key), findings);
    return key === "prerequisites" ? names.filter(({ name }) => !/\s/.test(name)) : names;
  });
  return [...new Map(needs.map((need) => [need.name, need])).values()];
}
