import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { replay } from "./acpRig.ts";
import type { Talked } from "./acpRig.ts";

const ANSWER =
  "```json\n" +
  JSON.stringify({
    status: "done",
    files: ["hello.txt"],
    tests: { run: 1, passed: 1 },
    summary: "wrote hello.txt and ran the test",
  }) +
  "\n```";
const SIGN_IN = {
  claude: "start it by hand once, or pass on to it the variable with its key",
  codex: "API Key (Use an API key to authenticate)",
  copilot: "Log in with Copilot CLI (Run `copilot login` in the terminal)",
  gemini:
    "Log in with Google (Log in with your Google account), or Gemini API key (Use an API key with Gemini Developer API), or Vertex AI (Use an API key with Vertex AI GenAI API), or AI API Gateway (Use a custom AI API Gateway)",
  opencode: "Login with opencode (Run `opencode auth login` in the terminal)",
  qwen: "Use OpenAI API key (Requires setting the `OPENAI_API_KEY` environment variable), or Qwen OAuth (Qwen OAuth (free tier discontinued 2026-04-15))",
};
const CLAUDE = "@agentclientprotocol/claude-agent-acp";
const CANCELLED = "transient: its turn was cancelled";
const ENDED = "transient: it ended with 1 before it had answered";

/** How each recording comes out, what it has used (input + output, cost), and the kinds of its events. */
const TABLE: readonly (readonly [name: string, end: string, usage: string, events: string])[] = [
  ["cancel-claude", CANCELLED, "unknown", "started tool-call error"],
  ["cancel-codex", CANCELLED, "gpt-5.1-codex 6292+18", "started text tool-call usage error"],
  ["cancel-copilot", CANCELLED, "Copilot 5591+26", "started tool-call usage error"],
  ["cancel-gemini", ENDED, "unknown", "started tool-call error"],
  ["cancel-opencode", CANCELLED, "unknown", "started tool-call tool-result error"],
  ["cancel-qwen", ENDED, "unknown", "started tool-call error"],
  [
    "claude-err401",
    `fatal: Invalid API key · Fix external API key – sign in: ${SIGN_IN.claude}`,
    "unknown",
    "started text error",
  ],
  [
    "claude-err500",
    "transient: API Error: 500 Internal server error. This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:4010).",
    "unknown",
    "started text error",
  ],
  [
    "claude-latest-ok",
    "done",
    "claude-opus-5-5 13277+89 for $0.0549",
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "claude-mcp",
    "done",
    `${CLAUDE} 6492+40 for $0.0335`,
    "started tool-call tool-result text usage result",
  ],
  [
    "claude-ok",
    "done",
    `${CLAUDE} 9786+82 for $0.0510`,
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "codex-err401",
    `fatal: Authentication required – sign in: ${SIGN_IN.codex}`,
    "unknown",
    "started text error",
  ],
  [
    "codex-err500",
    "transient: no model answered: We’re currently experiencing high demand, which may cause temporary errors.",
    "unknown",
    "started retrying retrying retrying retrying retrying text error",
  ],
  [
    "codex-mcp",
    "done",
    "gpt-5.1-codex 12718+40",
    "started text tool-call tool-result text usage result",
  ],
  [
    "codex-ok",
    "done",
    "gpt-5.1-codex 19242+71",
    "started text tool-call tool-result tool-call tool-result text usage result",
  ],
  [
    "copilot-err401",
    `fatal: no model answered: Error: Authentication failed with provider at http://127.0.0.1:4010/err401/acp-copilot-err401-f53509/v1 (HTTP 401). – sign in: ${SIGN_IN.copilot}`,
    "unknown",
    "started text error",
  ],
  [
    "copilot-err500",
    "transient: no model answered: Error: Failed to get response from the AI model; retried 5 times (total retry wait time: 15.85 seconds) Last error: 500 Internal server error",
    "unknown",
    "started text error",
  ],
  [
    "copilot-mcp",
    "done: MCP TOOL NOT FOUND among bash,read_bash,stop_bash,list_bash,view,create,edit,sql,read_agent,list_agents,write_agent,grep,glob,task",
    "Copilot 5593+33",
    "started text usage result",
  ],
  [
    "copilot-ok",
    "done",
    "Copilot 17069+90",
    "started tool-call text file-change tool-result tool-call tool-result text usage result",
  ],
  ["defaults-gemini", CANCELLED, "unknown", "started tool-call tool-result error"],
  ["defaults-qwen", CANCELLED, "unknown", "started tool-call tool-result error"],
  [
    "gemini-err401",
    `fatal: invalid x-api-key – sign in: ${SIGN_IN.gemini}`,
    "unknown",
    "started error",
  ],
  ["gemini-err500", ENDED, "unknown", "started error"],
  [
    "gemini-mcp",
    "done",
    "gemini-2.5-pro 12677+40",
    "started tool-call tool-result text usage result",
  ],
  [
    "gemini-ok",
    "done",
    "gemini-2.5-pro 19010+82",
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "opencode-err401",
    `fatal: invalid x-api-key – sign in: ${SIGN_IN.opencode}`,
    "unknown",
    "started error",
  ],
  ["opencode-err500", ENDED, "unknown", "started error"],
  [
    "opencode-mcp",
    "done",
    "at least mock/mock-model 2552+32 for $0.0051",
    "started tool-call tool-result text usage result",
  ],
  [
    "opencode-ok",
    "done",
    "at least mock/mock-model 2604+32 for $0.0077",
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "qwen-err401",
    `fatal: Internal error: 401 invalid x-api-key – sign in: ${SIGN_IN.qwen}`,
    "unknown",
    "started error",
  ],
  ["qwen-err500", ENDED, "unknown", "started error"],
  [
    "qwen-mcp",
    "done: MCP TOOL NOT FOUND among tool_search,agent,task_stop,send_message,skill,list_directory,read_file,grep_search,glob,edit,write_file,run_shell_command,todo_write,web_fetch,monitor",
    "unknown",
    "started text result",
  ],
  [
    "qwen-ok",
    "done",
    "unknown",
    "started tool-call file-change tool-result tool-call tool-result text result",
  ],
  [
    "usage-two-prompts-claude",
    "done",
    `${CLAUDE} 9765+80 for $0.0508`,
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "usage-two-prompts-codex",
    "done",
    "gpt-5.1-codex 19191+71",
    "started text tool-call tool-result tool-call tool-result text usage result",
  ],
  [
    "usage-two-prompts-copilot",
    "done",
    "Copilot 17053+88",
    "started tool-call text file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "usage-two-prompts-gemini",
    "done",
    "gemini-2.5-pro 18977+80",
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "usage-two-prompts-opencode",
    "done",
    "at least mock/mock-model 2599+32 for $0.0077",
    "started tool-call file-change tool-result tool-call tool-result text usage result",
  ],
  [
    "usage-two-prompts-qwen",
    "done",
    "unknown",
    "started tool-call file-change tool-result tool-call tool-result text result",
  ],
];

describe("the agents of recorded conversations", () => {
  it("are all here", () => {
    const files = readdirSync(new URL("recordings/acp/", import.meta.url));
    expect(TABLE.map(([name]) => `${name}.trace`)).toEqual(files.sort());
  });

  it.each(TABLE)("%s: %s", async (name, end, usage, events) => {
    const talked = await replay(name);
    expect(endOf(talked)).toBe(end);
    expect(usageTextOf(talked)).toBe(usage);
    expect(talked.events.map(({ type }) => type).join(" ")).toBe(events);
    // Each ended as soon as its input did, but for those that were ended in the middle.
    expect(talked.exit.code).toBe(end === ENDED ? 1 : 0);
  });
});

function endOf({ outcome }: Talked): string {
  if (outcome.type === "failed") return `${outcome.failure.class}: ${outcome.failure.message}`;
  return outcome.text === ANSWER ? "done" : `done: ${outcome.text}`;
}

function usageTextOf({ usage }: Talked): string {
  if (!usage) return "unknown";
  const models = usage.models.map(({ model, inputTokens, outputTokens, costUsd }) => {
    const cost = costUsd === undefined ? "" : ` for $${costUsd.toFixed(4)}`;
    return `${model} ${inputTokens}+${outputTokens}${cost}`;
  });
  return `${usage.partial ? "at least " : ""}${models.join(", ")}`;
}
