import { SCRIPT_SCHEMA } from "../core/scriptSchema.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { ScriptDraft } from "./build/draft.ts";
import { Findings } from "./findings.ts";
import { LineIndex } from "./lines.ts";
import { conform } from "./schema/conform.ts";
import type { Schema } from "./schema/published.ts";
import { readText } from "./syntax/read.ts";
import { asList, asMap, get } from "./syntax/tree.ts";
import type { MapNode, Node } from "./syntax/tree.ts";

/** What is wrong with the script of a `scripted` agent; nothing, where it can be used. `path` is its name in them. */
export function checkScript(text: string, path: string): readonly Diagnostic[] {
  const findings = new Findings(text, path);
  checkText(text, findings);
  return findings.list();
}

/** The same for a script that an agent of a plan has: in a file, as a map, or as text in the plan. */
export function checkScriptOf(script: ScriptDraft, findings: Findings): void {
  if ("kind" in script) checkNode(script, findings);
  else if (script.file !== undefined) checkText(script.text, script.findings);
  else {
    const { text, place } = script;
    const apart = new Findings(text, "");
    checkText(text, apart);
    const lines = new LineIndex(text);
    for (const { line, column, length = 1, code, message, hint } of apart.list()) {
      const start = line === 0 ? 0 : lines.startOf(line) + column - 1;
      findings.error(place({ start, end: start + length }), code, message, hint);
    }
  }
}

function checkText(text: string, findings: Findings): void {
  const before = findings.errors;
  const node = readText(text, findings);
  if (node) checkNode(node, findings);
  else if (findings.errors === before) {
    findings.error(undefined, "empty-script", "the script is empty", EXAMPLE);
  }
}

const EXAMPLE = "such as: default: [{ say: done }]";

function checkNode(node: Node, findings: Findings): void {
  if (node.kind === "list") {
    const hint = 'put "default:" on a line above it';
    findings.error(node, "not-script", "the steps belong to nothing", hint);
    return;
  }
  conform(node, SCRIPT_SCHEMA as Schema, "the script", findings);
  const map = asMap(node);
  if (!map) return;
  if (map.entries.length === 0) {
    findings.error(map, "empty-script", "the script says nothing", EXAMPLE);
  }
  for (const list of listsOf(map)) {
    for (const item of list) if (item.kind === "map") checkStep(item, findings);
  }
}

/** All lists of steps that it holds: by task, by attempt or stage, by the attempt of a stage. */
function* listsOf(script: MapNode): Generator<readonly Node[]> {
  const tasks = asMap(get(script, "tasks"))?.entries.map(({ value }) => value) ?? [];
  for (const node of [get(script, "default"), get(script, "resume"), ...tasks])
    yield* listsIn(node);
}

function* listsIn(node: Node | undefined): Generator<readonly Node[]> {
  yield asList(node)?.items ?? [];
  for (const { value } of asMap(node)?.entries ?? []) yield* listsIn(value);
}

function checkStep(step: MapNode, findings: Findings): void {
  const [first, second] = step.entries;
  if (!first) {
    findings.error(step, "empty-step", "this step is empty", "such as: say: done");
  } else if (second && second.key !== first.key) {
    const message = `a step does one thing, and this one has "${first.key}" and "${second.key}"`;
    findings.error(
      second.at,
      "two-steps",
      message,
      'begin each step with "- " on a line of its own',
    );
  }
}
