import { describe, expect, test } from "vitest";
import { DRIVERS } from "../../../src/core/agent.ts";
import type { DriverName } from "../../../src/core/agent.ts";
import { lineDriverOf } from "../../../src/executors/agent/drivers/index.ts";
import { replay, scenariosOf } from "./replay.ts";
import type { Replay } from "./replay.ts";

/** What the model of the recordings says at the end of its work. */
const REPORT =
  '```json\n{"status":"done","files":["hello.txt"],"tests":{"run":1,"passed":1},"summary":"wrote hello.txt and ran the test"}\n```';

/**
 * What each recorded run comes to. Sessions by how they begin; tokens as input+output, "partial" where the agent was
 * ended before it had told all; "-" is what is not told. The text is what a person reads.
 */
const TABLE = `
driver   | scenario    | outcome          | session  | tokens           | requests | retries | text
claude   | badjson     | done             | 6da907cf | 17198+6          | 2        | 0       | not a report
claude   | cut         | done             | 5ccbae46 | 91849+101        | 3        | 6       | (report)
claude   | err401      | fatal            | f6d3f53f | 0                | -        | 2       | Claude Code: Invalid API key · Fix external API key – run \`claude\` and sign in, or set ANTHROPIC_API_KEY and name it in the agent's \`env\`
claude   | err429      | rate-limited     | e9a101ff | 0                | -        | 2       | Claude Code: API Error: Request rejected (429) · rate limited
claude   | err500      | transient        | a3bc6772 | 0                | -        | 2       | Claude Code: API Error: 500 Internal server error. This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:4010).
claude   | err500x2    | done             | 62785a5c | 25999+83         | 3        | 2       | (report)
claude   | err529      | transient        | 5ed68e49 | 0                | -        | 2       | Claude Code: API Error: 529 Overloaded. This is a server-side issue, usually temporary — try again in a moment. If it persists, check your inference gateway (127.0.0.1:4010).
claude   | hang        | transient        | ff00e1fa | 0                | -        | 2       | Claude Code: Request timed out
claude   | many        | fatal            | bab911e1 | 17269+14         | 2        | 0       | Claude Code stopped at its budget of $0.05 – set a larger budget.usd for the agent, or split the task
claude   | mcp         | done             | e08ca035 | 20117+40         | 2        | 0       | (report)
claude   | midover     | done             | eb5439ee | 30584+82         | 3        | 0       | (report)
claude   | ok          | done             | 65762a94 | 1063+73          | 3        | 0       | (report)
claude   | stall       | transient        | 059458d0 | -                | -        | 0       | Claude Code was ended by SIGKILL
claude   | text        | done             | ccd7ecfb | 8567+32          | 1        | 0       | (report)
claude   | text-resume | done             | -        | 8643+32          | -        | 0       | (report)
codex    | badjson     | done             | 01a1fbde | 5177+3           | -        | 0       | not a report
codex    | cut         | transient        | 01a1fbe5 | -                | -        | 1       | Codex: stream disconnected before completion: Transport error: network error: error decoding response body
codex    | err401      | fatal            | 01a1fbe0 | -                | -        | 1       | Codex: unexpected status 401 Unauthorized: invalid x-api-key, url: http://127.0.0.1:4010/err401/codex-err401-146f24/v1/responses – run \`codex login\`, or set CODEX_API_KEY and name it in the agent's \`env\`
codex    | err429      | rate-limited     | 01a1fbe0 | -                | -        | 0       | Codex: exceeded retry limit, last status: 429 Too Many Requests
codex    | err500      | transient        | 01a1fbe0 | -                | -        | 1       | Codex: We’re currently experiencing high demand, which may cause temporary errors.
codex    | err500x2    | done             | 01a1fbd6 | 15843+71         | -        | 0       | (report)
codex    | err529      | transient        | 01a1fbe0 | -                | -        | 1       | Codex: unexpected status 529 <unknown status code>: Overloaded, url: http://127.0.0.1:4010/err529/codex-err529-798d9c/v1/responses
codex    | hang        | transient        | 01a1fbe0 | -                | -        | 0       | Codex was ended by SIGKILL
codex    | mcp         | done             | 01a1fbef | 10443+40         | -        | 0       | (report)
codex    | midover     | done             | 01a1fbe5 | 15842+71         | -        | 0       | (report)
codex    | ok          | done             | 01a1fbfd | 15834+71         | -        | 0       | (report)
codex    | ok-resume   | done             | 01a1fbde | 21334+103        | -        | 0       | (report)
codex    | stall       | transient        | 01a1fbe5 | -                | -        | 1       | Codex: stream disconnected before completion: idle timeout waiting for SSE
codex    | text        | done             | 01a1fbf8 | 5175+32          | -        | 0       | (report)
gemini   | cut         | transient        | 410b3060 | 0                | -        | 0       | Gemini CLI: terminated
gemini   | err401      | fatal            | 293f0976 | 0                | -        | 0       | Gemini CLI: invalid x-api-key – run \`gemini\` and sign in, or set GEMINI_API_KEY and name it in the agent's \`env\`
gemini   | err429      | rate-limited     | c93ef18d | 0                | -        | 0       | Gemini CLI: rate limited
gemini   | err500      | transient        | 1dc2907a | 0                | -        | 0       | Gemini CLI: Internal server error
gemini   | err500x2    | done             | 665c4696 | 19924+83         | -        | 0       | (report)
gemini   | err529      | transient        | ab314eec | 0                | -        | 0       | Gemini CLI: Overloaded
gemini   | hang        | transient        | 03228d1c | -                | -        | 0       | Gemini CLI was ended by SIGKILL
gemini   | many        | fatal            | ab0b30d8 | 13140+14         | -        | 0       | Gemini CLI stopped at a limit of turns that the plan does not set – set a larger budget.turns for the agent, or split the task
gemini   | mcp         | done             | 72244fc3 | 13149+40         | -        | 0       | (report)
gemini   | ok          | done             | 73e6f72c | 19900+81         | -        | 0       | (report)
gemini   | text        | done             | bbcf54e2 | 6526+32          | -        | 0       | (report)
gemini   | text-resume | done             | 9859576e | 6592+32          | -        | 0       | (report)
opencode | cut         | transient        | e0428b13 | 4997+50 partial  | 2        | 0       | opencode was ended by SIGKILL
opencode | err401      | fatal            | e0429eba | -                | -        | 0       | opencode: invalid x-api-key – run \`opencode auth login\`, or set the key of your provider and name it in the agent's \`env\`
opencode | err429      | rate-limited     | e042bb94 | -                | -        | 0       | opencode: rate limited
opencode | err500      | transient        | e042efd4 | -                | -        | 0       | opencode: Internal server error
opencode | err500x2    | done             | e0429789 | 7619+83          | 3        | 0       | (report)
opencode | err529      | transient        | e042d238 | -                | -        | 0       | opencode: Overloaded
opencode | hang        | transient        | -        | -                | -        | 0       | opencode was ended by SIGKILL
opencode | ok          | done             | e0423d46 | 7605+81          | 3        | 0       | (report)
opencode | text        | done             | e04075ee | 2460+32          | 1        | 0       | (report)
opencode | text-resume | done             | e0420ec7 | 2524+32          | 1        | 0       | (report)
copilot  | cut         | transient        | af3b5084 | -                | -        | 6       | GitHub Copilot CLI: Failed to get response from the AI model; retried 5 times (total retry wait time: 5.00 seconds) Last error: Failed native model HTTP request: error decoding response body: error reading a body from connection: unexpected EOF during chunk size line
copilot  | err401      | fatal            | 492eeb04 | -                | -        | 3       | GitHub Copilot CLI: Authentication failed with provider at http://127.0.0.1:4010/err401/copilot-err401-864c69/v1 (HTTP 401). Check your COPILOT_PROVIDER_API_KEY, COPILOT_PROVIDER_API_KEY_COMMAND, or COPILOT_PROVIDER_BEARER_TOKEN. – run \`copilot\` and then \`/login\`, or set COPILOT_GITHUB_TOKEN and name it in the agent's \`env\`
copilot  | err429      | rate-limited     | f2201f52 | -                | -        | 6       | GitHub Copilot CLI: Failed to get response from the AI model; retried 5 times (total retry wait time: 61.77 seconds) Last error: 429 rate limited
copilot  | err500      | transient        | 670501d5 | -                | -        | 6       | GitHub Copilot CLI: Failed to get response from the AI model; retried 5 times (total retry wait time: 14.00 seconds) Last error: 500 Internal server error
copilot  | err500x2    | done             | f2fa0140 | -                | -        | 2       | (report)
copilot  | err529      | transient        | f0435600 | -                | -        | 6       | GitHub Copilot CLI: Failed to get response from the AI model; retried 5 times (total retry wait time: 15.70 seconds) Last error: 529 Overloaded
copilot  | hang        | transient        | -        | -                | -        | 0       | GitHub Copilot CLI was ended by SIGKILL
copilot  | mcp         | done             | 2eb54534 | -                | -        | 0       | (report)
copilot  | ok          | done             | 3a7e9f17 | -                | -        | 0       | (report)
copilot  | text        | done             | bec86286 | -                | -        | 0       | (report)
copilot  | text-resume | done             | 168515df | -                | -        | 0       | (report)
qwen     | badjson     | invalid-artifact | 25aa647c | 16583+6          | 1        | 0       | Qwen Code gave no answer that fits the schema: Model produced plain text instead of calling the structured_output tool as required by --json-schema after 1 turn(s). Output preview (12 chars): "not a report".
qwen     | cut         | transient        | 6a54d6b8 | 20130+49         | 2        | 0       | Qwen Code: terminated (cause: other side closed)
qwen     | err401      | fatal            | 4b97dc13 | 0                | -        | 0       | Qwen Code: 401 invalid x-api-key – run \`qwen\` and sign in, or set OPENAI_API_KEY and OPENAI_BASE_URL and name them in the agent's \`env\`
qwen     | err429      | rate-limited     | 0c2532f4 | -                | -        | 1       | Qwen Code: 429 rate limited
qwen     | err500      | transient        | cadb1d40 | 0                | -        | 0       | Qwen Code: 500 Internal server error
qwen     | err500x2    | done             | b9c16865 | 30411+82         | 3        | 0       | (report)
qwen     | err529      | transient        | a0c90c1e | 0                | -        | 0       | Qwen Code: 529 Overloaded
qwen     | hang        | transient        | 53587c8f | -                | -        | 0       | Qwen Code was ended by SIGKILL
qwen     | many        | fatal            | 6949e680 | 20127+14 partial | 2        | 0       | Qwen Code stopped at its budget of 2 turns – set a larger budget.turns for the agent, or split the task
qwen     | mcp         | done             | 0d27c83d | 16632+69         | 1        | 0       | MCP TOOL NOT FOUND among tool_search,agent,task_stop,send_message,skill,list_directory,read_file,grep_search,glob,edit,write_file,run_shell_command,todo_write,web_fetch,monitor
qwen     | ok          | done             | ef5dcc4a | 29923+81         | 3        | 0       | (report)
qwen     | text        | done             | 63dbfe20 | 16605+64         | 1        | 0       | (report)
qwen     | text-resume | done             | 39596765 | 33348+128        | 1        | 0       | (report)
pi       | cut         | transient        | 01a1fbd7 | 1339+47 partial  | 2        | 3       | pi: terminated
pi       | err401      | fatal            | 01a1fbd6 | -                | -        | 0       | pi: 401 invalid x-api-key – run \`pi\` and then \`/login\`, or set the key of your provider and name it in the agent's \`env\`
pi       | err429      | rate-limited     | 01a1fbd5 | -                | -        | 3       | pi: 429 rate limited
pi       | err500      | transient        | 01a1fbd1 | -                | -        | 3       | pi: 500 Internal server error
pi       | err500x2    | done             | 01a1fbd6 | 2136+80          | 3        | 0       | (report)
pi       | err529      | transient        | 01a1fbd3 | -                | -        | 3       | pi: 529 Overloaded
pi       | hang        | transient        | 01a1fbd9 | -                | -        | 0       | pi was ended by SIGKILL
pi       | ok          | done             | 01a1fbdc | 2125+79          | 3        | 0       | (report)
pi       | text        | done             | 01a1fbf8 | 446+32           | 1        | 0       | (report)
pi       | text-resume | done             | 01a1fbdf | 695+32           | 1        | 0       | (report)
`;

const rows = TABLE.trim()
  .split("\n")
  .slice(1)
  .map((line) => line.split(" | ").map((cell) => cell.trim()));

test.each(rows)("%s, %s: %s", (driver, scenario, ...expected) => {
  const seen = replay(driver as DriverName, scenario);
  const text = expected.pop()!.replace("(report)", REPORT);
  expect([...summaryOf(seen), textOf(seen)]).toEqual([...expected, text]);
});

function summaryOf({ events, outcome, usage }: Replay): readonly string[] {
  const started = events.find((event) => event.type === "started");
  const tokens = usage?.models.map((each) => `${each.inputTokens}+${each.outputTokens}`);
  return [
    outcome.type === "done" ? "done" : outcome.failure.class,
    started?.session?.replace("ses_", "").slice(0, 8) ?? "-",
    tokens === undefined
      ? "-"
      : `${tokens.join(",") || "0"}${usage?.partial === true ? " partial" : ""}`,
    String(usage?.requests ?? "-"),
    String(events.filter((event) => event.type === "retrying").length),
  ];
}

const textOf = ({ outcome }: Replay): string =>
  outcome.type === "done" ? outcome.text : outcome.failure.message;

const lineDrivers = DRIVERS.filter((name) => lineDriverOf(name) !== undefined).filter(
  (name) => name !== "command" && name !== "scripted",
);

test("the table holds every recording", () => {
  const recordings = lineDrivers.flatMap((driver) =>
    scenariosOf(driver).map((scenario) => `${driver} ${scenario}`),
  );
  expect(rows.map(([driver, scenario]) => `${driver} ${scenario}`).sort()).toEqual(
    recordings.sort(),
  );
});

/** What went wrong, by the server's script, and so what class it must be whoever met it. */
const MEANING: Readonly<Record<string, string>> = {
  ok: "done",
  text: "done",
  "text-resume": "done",
  "ok-resume": "done",
  mcp: "done",
  midover: "done", // overloaded once, in the middle of an answer: each of them tried again and got on
  err500x2: "done",
  err500: "transient",
  err529: "transient",
  cut: "transient",
  hang: "transient",
  stall: "transient",
  err429: "rate-limited",
  err401: "fatal",
  many: "fatal", // a budget was spent
};

const EXCEPTIONS: Readonly<Record<string, string>> = {
  "claude cut": "done", // it asked again without streaming
};

test("what a scenario means does not depend on the driver", () => {
  const meaning = ([driver, scenario, outcome]: readonly string[]): string =>
    EXCEPTIONS[`${driver} ${scenario}`] ?? MEANING[scenario!] ?? outcome!;
  expect(rows.map(([driver, scenario, outcome]) => [driver, scenario, outcome])).toEqual(
    rows.map((row) => [row[0], row[1], meaning(row)]),
  );
});

describe("a resumed session", () => {
  const before = (input: number, output: number) => ({
    session: "s",
    why: "cut-short" as const,
    usage: {
      models: [{ model: "m", inputTokens: input, cachedInputTokens: 0, outputTokens: output }],
      firstInputTokens: 5100,
    },
  });

  test("codex tells all of its session: what was told before is taken away", () => {
    const { usage } = replay("codex", "ok-resume", { resume: before(15834, 71) });
    expect(usage?.models).toEqual([
      { model: "gpt-5.1-codex", inputTokens: 5500, cachedInputTokens: 0, outputTokens: 32 },
    ]);
  });

  test("qwen does so too, and its first request is that of the attempt before", () => {
    const { usage } = replay("qwen", "text-resume", { resume: before(16605, 64) });
    expect(usage).toEqual({
      models: [{ model: "mock-model", inputTokens: 16743, cachedInputTokens: 0, outputTokens: 64 }],
      requests: 1,
      contextTokens: 10118,
      firstInputTokens: 5100,
    });
  });

  test("the others tell of this attempt", () => {
    for (const driver of ["claude", "gemini", "opencode", "pi"] as const) {
      const alone = replay(driver, "text-resume").usage?.models;
      expect(replay(driver, "text-resume", { resume: before(1, 1) }).usage?.models).toEqual(alone);
    }
  });
});

test("claude tells how much the model of its session has room for", () => {
  expect(replay("claude", "ok").usage).toMatchObject({ contextWindow: 200_000 });
});

test("usage that is told while an agent works is marked as partial until it has told all", () => {
  const told = replay("claude", "ok").events.flatMap((event) =>
    event.type === "usage" ? [event.usage] : [],
  );
  expect(told.map(({ partial, models }) => [models[0]!.inputTokens, partial])).toEqual([
    [280, true],
    [632, true],
    [1063, true],
    [1063, undefined],
  ]);
});

test("the events of a run, in order", () => {
  expect(replay("claude", "err500x2").events.map(({ type }) => type)).toEqual([
    "started",
    "retrying",
    "retrying",
    "tool-call",
    "usage",
    "tool-result",
    "file-change",
    "tool-call",
    "usage",
    "tool-result",
    "text",
    "usage",
    "usage",
    "result",
  ]);
  expect(replay("codex", "mcp").events).toEqual([
    { type: "started", session: "01a1fbef-6d5c-7212-a454-7ee2de7c6b42", model: "gpt-5.1-codex" },
    {
      type: "tool-call",
      tool: "orch.report_progress",
      input: '{"phase":"build","percent":50}',
    },
    {
      type: "tool-result",
      tool: "orch.report_progress",
      ok: true,
      text: '{"accepted":true,"remainingTokens":12345}',
    },
    { type: "text", text: REPORT },
    {
      type: "usage",
      usage: {
        models: [
          { model: "gpt-5.1-codex", inputTokens: 10443, cachedInputTokens: 0, outputTokens: 40 },
        ],
      },
    },
    { type: "result", text: REPORT },
  ]);
});
