import type { Agent, Permissions } from "../../core/agent.ts";
import { defined } from "../build/defined.ts";
import type { NamedFile } from "../files/namedFiles.ts";
import type { Findings } from "../findings.ts";
import { found, quoted } from "../schema/words.ts";
import { didYouMean } from "../suggest.ts";
import type { Entry, Node } from "../syntax/tree.ts";
import { readFrontMatter } from "./frontMatter.ts";

/** Tools of Claude Code that change nothing. */
const READING = new Set([
  "Read",
  "Grep",
  "Glob",
  "LS",
  "LSP",
  "NotebookRead",
  "TodoRead",
  "TodoWrite",
  "WebFetch",
  "WebSearch",
]);

const MODES = ["default", "acceptEdits", "auto", "dontAsk", "plan", "bypassPermissions"];

/**
 * What a file such as `.claude/agents/reviewer.md` says of an agent; undefined where it cannot be read, which is
 * reported. Keys that only Claude Code knows are left alone.
 */
export function readClaudeAgent(file: NamedFile): Partial<Agent> | undefined {
  const matter = readFrontMatter(file);
  if (!matter) return undefined;
  const { findings } = file;
  const keys = keysOf(matter.entries, findings);
  const tools = toolsOf(keys.get("tools"), findings);
  const turns = turnsOf(keys.get("maxTurns"), findings);
  const system = matter.body.trim();
  return defined({
    model: modelOf(keys.get("model"), findings),
    permissions: permissionsOf(keys.get("permissionMode"), tools, findings),
    budget: turns === undefined ? undefined : { turns },
    tools,
    disallowedTools: toolsOf(keys.get("disallowedTools"), findings),
    system: system === "" ? undefined : system,
    source: file.path,
  });
}

function keysOf(entries: readonly Entry[], findings: Findings): ReadonlyMap<string, Entry> {
  const keys = new Map<string, Entry>();
  for (const entry of entries) {
    const first = keys.get(entry.key);
    if (first) {
      const message = `${quoted(entry.key)} is given twice, first in line ${findings.lineOf(first.at)}`;
      findings.error(entry.at, "duplicate-key", message, "keep one of them");
    } else keys.set(entry.key, entry);
  }
  return keys;
}

const isEmpty = (entry: Entry | undefined): entry is undefined =>
  !entry || (entry.value.kind === "scalar" && entry.value.value === null);

/** A list, or names with commas between them; `Bash(git add:*, git commit:*)` is one. */
function toolsOf(entry: Entry | undefined, findings: Findings): string[] | undefined {
  if (isEmpty(entry)) return undefined;
  const { value } = entry;
  const texts = value.kind === "list" ? value.items : [value];
  const tools: string[] = [];
  for (const each of texts) {
    const text = textOf(each);
    if (text === undefined)
      wrong(
        each,
        quoted(entry.key),
        "names of tools, in a list or with commas between them",
        findings,
      );
    else tools.push(...(text.match(/(?:\([^)]*\)|[^,()])+/g) ?? []).map((tool) => tool.trim()));
  }
  const named = tools.filter((tool) => tool !== "");
  return named.length === 0 || named.includes("*") ? undefined : named;
}

function modelOf(entry: Entry | undefined, findings: Findings): string | undefined {
  if (isEmpty(entry)) return undefined;
  const model = textOf(entry.value);
  if (model === undefined) wrong(entry.value, '"model"', "the name of a model", findings);
  return model === "inherit" ? undefined : model;
}

function turnsOf(entry: Entry | undefined, findings: Findings): number | undefined {
  if (isEmpty(entry)) return undefined;
  const turns = entry.value.kind === "scalar" ? Number(entry.value.value) : Number.NaN;
  if (Number.isSafeInteger(turns) && turns >= 1) return turns;
  wrong(entry.value, '"maxTurns"', "a whole number from 1 on", findings);
  return undefined;
}

function permissionsOf(
  entry: Entry | undefined,
  tools: readonly string[] | undefined,
  findings: Findings,
): Permissions | undefined {
  const mode = isEmpty(entry) ? undefined : textOf(entry.value);
  if (entry && mode !== undefined && !MODES.includes(mode)) {
    const message = `"permissionMode" is ${quoted(mode)}, which is not known here; the agent may edit`;
    findings.warn(entry.value, "wrong-value", message, () => didYouMean(mode, MODES, "there are"));
  }
  if (mode === "plan" || tools?.every((tool) => READING.has(tool))) return "read-only";
  return mode === "bypassPermissions" ? "full" : undefined;
}

const textOf = (node: Node): string | undefined =>
  node.kind === "scalar" && typeof node.value === "string" ? node.value : undefined;

function wrong(node: Node, name: string, expected: string, findings: Findings): void {
  const message = `${name} is ${found(node, findings.text)}, expected ${expected}`;
  findings.error(node, "wrong-value", message);
}
