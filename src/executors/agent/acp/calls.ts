import type { ToolCallContent, ToolCallUpdate } from "@agentclientprotocol/sdk";
import type { AgentEvent } from "../../../core/agentEvent.ts";

/** A tool call as far as it is known; agents tell it in pieces. */
type Call = { -readonly [Key in keyof ToolCallUpdate]?: ToolCallUpdate[Key] } & {
  announced?: boolean;
};

type FileChange = Extract<AgentEvent, { readonly type: "file-change" }>;

/** Makes events of what is told of tool calls: one when it is known what is called, one when it has ended. */
export class Calls {
  readonly #emit: (event: AgentEvent) => void;
  readonly #calls = new Map<string, Call>();

  constructor(emit: (event: AgentEvent) => void) {
    this.#emit = emit;
  }

  /** Whether there has been any. */
  get any(): boolean {
    return this.#calls.size > 0;
  }

  /** What is told now, together with what was told of the call before. `whole`: nothing more comes before it begins. */
  update(update: ToolCallUpdate, whole = false): ToolCallUpdate {
    const call = this.#calls.get(update.toolCallId) ?? {};
    this.#calls.set(update.toolCallId, call);
    // A call is called by its first title: later ones may tell what came of it.
    const title = call.announced ? call.title : (update.title ?? call.title);
    for (const [key, value] of Object.entries(update)) {
      if (value !== undefined && value !== null) Object.assign(call, { [key]: value });
    }
    if (title) call.title = title;
    const ended = update.status === "completed" || update.status === "failed";
    const known = whole || update.status === "in_progress" || inputOf(call) !== "";
    if (ended || known) this.#announce(call);
    if (ended) this.#end(call);
    return { ...call, toolCallId: update.toolCallId };
  }

  #announce(call: Call): void {
    if (call.announced) return;
    call.announced = true;
    this.#emit({
      type: "tool-call",
      tool: nameOf(call),
      input: inputOf(call) || (call.title ?? ""),
    });
  }

  #end(call: Call): void {
    if (call.status === "completed") for (const each of changesOf(call)) this.#emit(each);
    const ok = call.status === "completed";
    this.#emit({ type: "tool-result", tool: nameOf(call), ok, text: outputOf(call) });
  }
}

/** By the differences that it shows; else, of a tool that changes files, by the places that it names. */
function changesOf({ content, kind, locations }: Call): FileChange[] {
  const shown = (content ?? []).flatMap((each): FileChange[] =>
    each.type === "diff"
      ? [{ type: "file-change", path: each.path, change: each.oldText ? "update" : "add" }]
      : [],
  );
  if (shown.length > 0 || (kind !== "edit" && kind !== "delete")) return shown;
  const change = kind === "edit" ? "update" : "delete";
  return (locations ?? []).map(({ path }) => ({ type: "file-change", path, change }));
}

/** What a tool is called: by its name where that is told, else by its kind. */
export function nameOf(call: Call): string {
  const meta = call._meta as
    | { readonly toolName?: string; readonly claudeCode?: { readonly toolName?: string } }
    | null
    | undefined;
  const name = call.name ?? meta?.claudeCode?.toolName ?? meta?.toolName;
  return name ?? (call.kind && call.kind !== "other" ? call.kind : (call.title ?? "tool"));
}

function inputOf({ rawInput }: Call): string {
  if (typeof rawInput === "string") return rawInput;
  if (typeof rawInput !== "object" || rawInput === null) return "";
  return Object.keys(rawInput).length === 0 ? "" : JSON.stringify(rawInput);
}

function outputOf({ content, rawOutput }: Call): string {
  const texts = (content ?? []).map(textOf).filter((text) => text !== "");
  if (texts.length > 0) return texts.join("\n");
  return typeof rawOutput === "string" ? rawOutput : "";
}

const textOf = (content: ToolCallContent): string =>
  content.type === "content" && content.content.type === "text" ? content.content.text : "";
