import { describe, expect, test } from "vitest";
import { lineDriverOf } from "../../../../src/executors/agent/drivers/index.ts";
import { launchOf } from "../launchOf.ts";
import type { LaunchGiven } from "../launchOf.ts";

const claude = lineDriverOf("claude")!;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const argsOf = (given: LaunchGiven = {}): string =>
  claude.launch(launchOf("claude", given)).args.join(" ");

const TOOLS = { name: "pawl", command: "/usr/bin/node", args: ["tools.js", "/a folder"] };

describe("its command line", () => {
  test("a new session has an id that is known beforehand, and the prompt goes to stdin", () => {
    const invocation = claude.launch(launchOf("claude"));
    expect(invocation.session).toMatch(UUID);
    expect(invocation.args.slice(0, 6)).toEqual([
      "-p",
      "--output-format",
      "stream-json",
      "--verbose",
      "--session-id",
      invocation.session,
    ]);
    expect(invocation.stdin).toBe("Create hello.txt.");
    expect(invocation.args).not.toContain("Create hello.txt.");
  });

  test("a session is gone on with by its id", () => {
    const given = { resume: { session: "abc", why: "shared" } as const };
    expect(argsOf(given)).toContain("--resume abc");
    expect(argsOf(given)).not.toContain("--session-id");
  });

  test("read-only has reading tools, no MCP server but the attempt's, and is asked nothing", () => {
    expect(argsOf({ agent: { permissions: "read-only" }, tools: TOOLS })).toContain(
      '--tools=Read,Glob,Grep,LS,WebFetch,WebSearch,TodoWrite --permission-mode dontAsk --allowedTools=Read,Glob,Grep,LS,WebFetch,WebSearch,TodoWrite,mcp__pawl__* --mcp-config={"mcpServers":{"pawl":{"type":"stdio","command":"/usr/bin/node","args":["tools.js","/a folder"]}}} --strict-mcp-config',
    );
    expect(argsOf({ agent: { permissions: "read-only" } })).toContain("--strict-mcp-config");
  });

  test("read-only stays so, whatever tools its author names", () => {
    const args = argsOf({ agent: { permissions: "read-only", tools: ["Read", "Bash", "Write"] } });
    expect(args).toContain("--tools=Read --permission-mode dontAsk --allowedTools=Read ");
  });

  test("edit may change files and run commands; its author's tools and patterns narrow that", () => {
    expect(argsOf()).toContain(
      "--permission-mode acceptEdits --allowedTools=Bash,Skill,Task,WebFetch,WebSearch",
    );
    expect(
      argsOf({ agent: { tools: ["Read", "Bash(git *)"], disallowedTools: ["WebFetch"] } }),
    ).toContain(
      "--tools=Read,Bash --permission-mode acceptEdits --allowedTools=Bash(git *) --disallowedTools=WebFetch",
    );
  });

  test("full skips permissions", () => {
    expect(argsOf({ agent: { permissions: "full" } })).toContain("--dangerously-skip-permissions");
  });

  test("model, system prompt, budgets and schema, and the plan's own arguments last", () => {
    const agent = {
      model: "opus",
      system: "Be brief.",
      budget: { turns: 9, usd: 1.5 },
      args: ["--effort", "low"],
    };
    const { args } = claude.launch(launchOf("claude", { agent, schema: { type: "object" } }));
    expect(args.slice(6, 14)).toEqual([
      "--model",
      "opus",
      "--append-system-prompt",
      "Be brief.",
      "--max-turns",
      "9",
      "--max-budget-usd",
      "1.5",
    ]);
    expect(args.slice(-4)).toEqual(["--json-schema", '{"type":"object"}', "--effort", "low"]);
  });

  test("its own tries are bounded, unless the plan says otherwise", () => {
    const env = { CLAUDE_CODE_MAX_RETRIES: "7" };
    expect(claude.launch(launchOf("claude")).env).toEqual({
      DISABLE_AUTOUPDATER: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      CLAUDE_CODE_MAX_RETRIES: "2",
    });
    expect(claude.launch(launchOf("claude", { env })).env).not.toHaveProperty(
      "CLAUDE_CODE_MAX_RETRIES",
    );
    expect(claude.launch(launchOf("claude", { tools: TOOLS })).env).toHaveProperty(
      "ENABLE_TOOL_SEARCH",
      "false",
    );
  });

  test("another program than its own", () => {
    expect(claude.launch(launchOf("claude", { agent: { program: "/opt/claude" } })).program).toBe(
      "/opt/claude",
    );
  });
});

describe("what it tells", () => {
  const read = (...events: readonly object[]) => {
    const reader = claude.reader(launchOf("claude"));
    const told = events.flatMap((event) => reader.line(JSON.stringify(event)));
    return {
      told,
      end: (code: number | null, signal: string | null = null) =>
        reader.end({ code, signal, stderr: "" }),
    };
  };
  const RESULT = {
    type: "result",
    subtype: "success",
    is_error: false,
    result: "ok",
    usage: {},
    modelUsage: {},
  };

  test("denied tools are told, although it counts as a success to it", () => {
    const { told } = read({
      ...RESULT,
      permission_denials: [
        { tool_name: "Write", tool_use_id: "t", tool_input: { file_path: "/x" } },
      ],
    });
    expect(told).toContainEqual({ type: "denied", tool: "Write", text: '{"file_path":"/x"}' });
  });

  test("a limit of the account says until when", () => {
    const limit = {
      type: "rate_limit_event",
      rate_limit_info: { status: "rejected", resetsAt: 1778565600, rateLimitType: "five_hour" },
    };
    const { told, end } = read(limit, {
      ...RESULT,
      is_error: true,
      api_error_status: 429,
      result: "You've hit your limit · resets 2pm (Asia/Shanghai)",
    });
    expect(told[0]).toEqual({
      type: "rate-limited",
      until: 1778565600000,
      text: "five hour limit reached",
    });
    expect(end(1)).toEqual({
      type: "failed",
      failure: {
        class: "rate-limited",
        message: "Claude Code: You've hit your limit · resets 2pm (Asia/Shanghai)",
        until: 1778565600000,
        code: 1,
      },
    });
  });

  test("a warning about a limit is not the limit", () => {
    expect(
      read({
        type: "rate_limit_event",
        rate_limit_info: { status: "allowed_warning", resetsAt: 1 },
      }).told,
    ).toEqual([]);
  });

  test("killed while it waited for a limit, it was the limit that stopped it", () => {
    const retry = {
      type: "system",
      subtype: "api_retry",
      attempt: 1,
      max_retries: 2,
      retry_delay_ms: 30_000,
      error_status: 429,
      error: "rate_limit",
    };
    const { told, end } = read(retry);
    expect(told.map(({ type }) => type)).toEqual(["retrying", "rate-limited"]);
    expect(end(null, "SIGTERM")).toMatchObject({
      failure: { class: "rate-limited", message: "Claude Code: 429 rate_limit", signal: "SIGTERM" },
    });
    const answered = read(retry, {
      type: "assistant",
      message: { id: "m", model: "x", content: [], usage: { input_tokens: 1 } },
    });
    expect(answered.end(null, "SIGTERM")).toMatchObject({
      failure: { class: "transient", message: "Claude Code was ended by SIGTERM" },
    });
  });

  test.each([
    [
      { subtype: "error_max_turns", is_error: true },
      "fatal",
      "Claude Code stopped at a limit of turns that the plan does not set – set a larger budget.turns for the agent, or split the task",
    ],
    [
      { subtype: "error_max_structured_output_retries", is_error: true },
      "invalid-artifact",
      "Claude Code gave no answer that fits the schema, as often as it was asked again",
    ],
    [
      {
        subtype: "error_during_execution",
        is_error: true,
        result: undefined,
        errors: ["it broke"],
      },
      "transient",
      "Claude Code: it broke",
    ],
    [
      { is_error: true, result: "Prompt is too long" },
      "fatal",
      "Claude Code: Prompt is too long – give the task less to read, or split it",
    ],
    [
      { is_error: true, result: "Claude AI usage limit reached|1773150000" },
      "rate-limited",
      "Claude Code: Claude AI usage limit reached|1773150000",
    ],
  ])("%j", (result, kind, message) => {
    expect(read({ ...RESULT, ...result }).end(1)).toMatchObject({
      failure: { class: kind, message },
    });
  });

  test.each([
    [0, null, [], "Claude Code ended without a result"],
    [3, null, [], "Claude Code ended with exit code 3"],
    [1, null, [RESULT], "Claude Code ended with exit code 1 although it said that it was done"],
    [null, "SIGKILL", [RESULT], "Claude Code was ended by SIGKILL"],
  ] as const)("exit %s %s", (code, signal, events, message) => {
    expect(read(...events).end(code, signal)).toMatchObject({
      type: "failed",
      failure: { class: "transient", message },
    });
  });

  test("a question is told as one", () => {
    const ask = {
      type: "tool_use",
      id: "t",
      name: "AskUserQuestion",
      input: { questions: [{ question: "Which?" }] },
    };
    const { told } = read({ type: "assistant", message: { id: "m", content: [ask] } });
    expect(told).toContainEqual({ type: "question", text: "Which?" });
  });

  test("input counts what was written to and read from a cache; helpers do not count as the session", () => {
    const usage = {
      input_tokens: 10,
      cache_creation_input_tokens: 200,
      cache_read_input_tokens: 3000,
      output_tokens: 5,
    };
    const reader = claude.reader(launchOf("claude"));
    const message = (id: string, parent: string | null) =>
      JSON.stringify({
        type: "assistant",
        parent_tool_use_id: parent,
        message: { id, model: "m", content: [], usage },
      });
    for (const line of [message("1", null), message("1", null), message("2", "toolu")])
      reader.line(line);
    expect(reader.usage()).toEqual({
      models: [{ model: "m", inputTokens: 6420, cachedInputTokens: 6000, outputTokens: 10 }],
      requests: 2,
      contextTokens: 3215,
      firstInputTokens: 3210,
      partial: true,
    });
  });
});
