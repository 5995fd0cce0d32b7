import { describe, expect, it } from "vitest";
import { converse, replay, replayOf } from "./acpRig.ts";
import type { Given, Talked } from "./acpRig.ts";

const TOOLS = { name: "pawl", command: "node", args: ["tools.js", "folder"] };

const sent = ({ received }: Talked, method: string): readonly unknown[] =>
  received.filter((each) => each.method === method).map(({ params }) => params);

const answers = ({ received }: Talked): readonly unknown[] =>
  received.flatMap(({ result }) => (result ? [result["outcome"]] : []));

const failureOf = ({ outcome }: Talked): string =>
  outcome.type === "failed" ? `${outcome.failure.class}: ${outcome.failure.message}` : "done";

/** A conversation with an agent that says these things of itself and ends its turn with this. */
function agentOf(about: object, more: object = {}): string[] {
  const {
    session = {},
    answer = { result: { stopReason: "end_turn" } },
    updates = [],
  } = more as {
    session?: object;
    answer?: object;
    updates?: readonly object[];
  };
  return [
    `-> {"id":0,"method":"initialize"}`,
    `<- ${JSON.stringify({ id: 0, result: { protocolVersion: 1, ...about } })}`,
    `-> {"id":1,"method":"session/new"}`,
    `<- ${JSON.stringify({ id: 1, result: { sessionId: "s", ...session } })}`,
    `-> {"id":2,"method":"session/prompt"}`,
    ...updates.map((update) => {
      const params = { sessionId: "s", update };
      return `<- ${JSON.stringify({ method: "session/update", params })}`;
    }),
    `<- ${JSON.stringify({ id: 2, ...answer })}`,
  ];
}

const chunk = (text: string, messageId?: string): object => ({
  sessionUpdate: "agent_message_chunk",
  content: { type: "text", text },
  ...(messageId && { messageId }),
});

describe("what an agent over ACP is told", () => {
  it("is the folder, the attempt's tools and the prompt, and that it is offered nothing", async () => {
    const talked = await replayOf(agentOf({}, { updates: [chunk("done")] }), { tools: TOOLS });
    expect(talked.outcome).toEqual({ type: "done", text: "done" });
    expect(sent(talked, "initialize")).toMatchObject([
      {
        protocolVersion: 1,
        clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
      },
    ]);
    expect(sent(talked, "session/new")).toEqual([
      { cwd: "/repo", mcpServers: [{ ...TOOLS, env: [] }] },
    ]);
    expect(sent(talked, "session/prompt")).toEqual([
      { sessionId: "s", prompt: [{ type: "text", text: "Do it." }] },
    ]);
  });

  it("is the mode that holds it to its permissions, where it has one", async () => {
    const modes = async (given: Given): Promise<readonly unknown[]> =>
      sent(await replay("codex-ok", given), "session/set_mode").map(
        (each) => (each as { modeId: string }).modeId,
      );
    expect(await modes({ permissions: "read-only" })).toEqual(["read-only"]);
    expect(await modes({ permissions: "edit" })).toEqual(["workspace-write"]);
    expect(await modes({ permissions: "full" })).toEqual(["agent-full-access"]);
    expect(sent(await replay("claude-ok"), "session/set_mode")).toEqual([]);
  });

  it("is its model, if it has it", async () => {
    const talked = await replay("claude-ok", { model: "sonnet" });
    expect(sent(talked, "session/set_config_option")).toMatchObject([
      { configId: "model", value: "sonnet" },
    ]);
    expect(talked.events[0]).toMatchObject({ type: "started", model: "sonnet" });
    expect(talked.usage?.models[0]?.model).toBe("sonnet");

    expect(failureOf(await replay("claude-ok", { model: "sonet" }))).toBe(
      'fatal: Claude Agent has no model "sonet"; it has default, opus[1m], sonnet, sonnet[1m], haiku',
    );
    expect(failureOf(await replay("copilot-ok", { model: "m" }))).toBe(
      'fatal: Copilot cannot be told its model over ACP: give it by "command" or "args"',
    );
  });
});

describe("what an agent over ACP may do", () => {
  it("is all that it asks for within its working folder", async () => {
    const talked = await replay("claude-ok");
    const allowed = { outcome: "selected", optionId: "allow" };
    expect(answers(talked)).toEqual([allowed, allowed]);
    expect(talked.events.slice(1, 4)).toEqual([
      {
        type: "tool-call",
        tool: "Write",
        input: '{"file_path":"/repo/hello.txt","content":"hello from the mock"}',
      },
      { type: "file-change", path: "/repo/hello.txt", change: "add" },
      {
        type: "tool-result",
        tool: "Write",
        ok: true,
        text: expect.stringMatching(/^File created successfully at: \/repo\/hello.txt/),
      },
    ]);
  });

  it("is to read, where it may only read", async () => {
    const talked = await replay("claude-ok", { permissions: "read-only" });
    const refused = { outcome: "selected", optionId: "reject" };
    expect(answers(talked)).toEqual([refused, refused]);
    expect(talked.events.filter(({ type }) => type === "denied")).toEqual([
      { type: "denied", tool: "Write", text: "Write hello.txt was denied: it may only read" },
      {
        type: "denied",
        tool: "Bash",
        text: 'grep -q "hello from the mock" hello.txt && echo TEST-PASS || { echo TEST-FAIL; exit 1; } was denied: it may only read',
      },
    ]);
  });

  it("is to use the attempt's tools, always", async () => {
    const server = { ...TOOLS, name: "orch" };
    for (const agent of ["claude", "gemini"]) {
      const given = { permissions: "read-only", tools: server } as const;
      const talked = await replay(`${agent}-mcp`, given);
      expect(talked.events.filter(({ type }) => type === "denied")).toEqual([]);
      expect(answers(talked)).toHaveLength(1);
    }
    const without = await replay("gemini-mcp", { permissions: "read-only" });
    expect(without.events.filter(({ type }) => type === "denied")).toEqual([
      {
        type: "denied",
        tool: "report_progress (orch MCP Server)",
        text: "report_progress (orch MCP Server) was denied: it may only read",
      },
    ]);
  });

  it("ends at its working folder, unless it may do all", async () => {
    const toolCall = {
      toolCallId: "c",
      kind: "edit",
      title: "Edit x",
      locations: [{ path: "/etc/x" }],
    };
    const options = [
      { optionId: "y", kind: "allow_always", name: "Yes" },
      { optionId: "n", kind: "reject_once", name: "No" },
    ];
    const params = { sessionId: "s", toolCall, options };
    const lines = agentOf({}, { updates: [chunk("done")] });
    lines.splice(
      5,
      0,
      `<- ${JSON.stringify({ id: 7, method: "session/request_permission", params })}`,
      `-> {"id":7,"result":{}}`,
    );
    const edit = await replayOf(lines);
    expect(answers(edit)).toEqual([{ outcome: "selected", optionId: "n" }]);
    expect(edit.events).toContainEqual({
      type: "denied",
      tool: "edit",
      text: "Edit x was denied: /etc/x is outside the working folder",
    });
    const full = await replayOf(lines, { permissions: "full" });
    expect(answers(full)).toEqual([{ outcome: "selected", optionId: "y" }]);
  });
});

describe("a session over ACP", () => {
  const resume = { session: "old", why: "cut-short" } as const;
  const goOn = (about: object, method: string, answer: object): string[] => {
    const past = { sessionId: "old", update: chunk("the past") };
    const now = { sessionId: "old", update: chunk("the present") };
    return [
      `-> {"id":0,"method":"initialize"}`,
      `<- ${JSON.stringify({ id: 0, result: { protocolVersion: 1, agentCapabilities: about } })}`,
      `-> {"id":1,"method":"${method}"}`,
      `<- ${JSON.stringify({ method: "session/update", params: past })}`,
      `<- ${JSON.stringify({ id: 1, ...answer })}`,
      `-> {"id":2,"method":"session/prompt"}`,
      `<- ${JSON.stringify({ method: "session/update", params: now })}`,
      `<- {"id":2,"result":{"stopReason":"end_turn"}}`,
    ];
  };

  it("is gone on with, and its past is not told again", async () => {
    const all = { loadSession: true, sessionCapabilities: { resume: {} } };
    const resumed = await replayOf(goOn(all, "session/resume", { result: {} }), { resume });
    expect(sent(resumed, "session/resume")).toEqual([
      { sessionId: "old", cwd: "/repo", mcpServers: [] },
    ]);
    const loaded = await replayOf(goOn({ loadSession: true }, "session/load", { result: {} }), {
      resume,
    });
    for (const { events, outcome } of [resumed, loaded]) {
      expect(outcome).toEqual({ type: "done", text: "the present" });
      expect(events).toEqual([
        { type: "started", session: "old" },
        { type: "text", text: "the present" },
        { type: "result", text: "the present" },
      ]);
    }
  });

  it("is said to be gone where it is, or where the agent has no way to go on in one", async () => {
    const error = { error: { code: -32002, message: "no such session" } };
    const gone = await replayOf(goOn({ loadSession: true }, "session/load", error), { resume });
    expect(gone.outcome).toEqual({
      type: "failed",
      sessionGone: true,
      failure: {
        class: "transient",
        message: "its session cannot be gone on with: no such session",
      },
    });
    const never = await replayOf(agentOf({}), { resume });
    expect(never.outcome).toMatchObject({
      sessionGone: true,
      failure: {
        message: "its session cannot be gone on with: the agent cannot go on in a session",
      },
    });
  });

  it("has told usage before, of which only what was added counts", async () => {
    const usage = {
      models: [{ model: "Copilot", inputTokens: 17_000, cachedInputTokens: 0, outputTokens: 80 }],
    };
    const about = {
      agentInfo: { name: "Copilot", version: "1" },
      agentCapabilities: { loadSession: true },
    };
    const lines = agentOf(about, {
      updates: [chunk("done")],
      answer: {
        result: { stopReason: "end_turn", usage: { inputTokens: 22_918, outputTokens: 120 } },
      },
    }).map((line) => line.replace("session/new", "session/load"));
    const talked = await replayOf(lines, { resume: { ...resume, usage } });
    expect(talked.usage?.models).toEqual([
      { model: "Copilot", inputTokens: 5_918, cachedInputTokens: 0, outputTokens: 40 },
    ]);
  });
});

describe("the end of a turn over ACP", () => {
  it.each([
    ["end_turn", "transient: it ended its turn without any answer"],
    ["max_tokens", "transient: its answer was cut off at the most tokens that its model gives"],
    ["max_turn_requests", "fatal: it made as many requests to its model as it may in one turn"],
    ["refusal", "fatal: its model refused to go on"],
    ["tired", "transient: it stopped for a reason of its own: tired"],
  ])("is no success with %s", async (stopReason, told) => {
    const talked = await replayOf(agentOf({}, { answer: { result: { stopReason } } }));
    expect(failureOf(talked)).toBe(told);
  });

  it.each([
    [{ code: -32603, message: "HTTP 429: slow down" }, "rate-limited: HTTP 429: slow down"],
    [
      { code: -32603, message: "Internal error", data: { errorKind: "rate_limit" } },
      "rate-limited: Internal error",
    ],
    [
      { code: -32603, message: "Internal error: no", data: { errorKind: "billing_error" } },
      "fatal: no – pay for more, or use another key",
    ],
    [
      { code: 401, message: "no" },
      "fatal: no – sign in: start it by hand once, or pass on to it the variable with its key",
    ],
    [{ code: -32603, message: "HTTP 503" }, "transient: HTTP 503"],
  ])("is a failure with %j", async (error, told) => {
    const talked = await replayOf(agentOf({}, { answer: { error } }));
    expect(failureOf(talked)).toBe(told);
  });

  it("joins a message that comes in pieces, and takes the last for the answer", async () => {
    const updates = [
      chunk("a ", "1"),
      chunk("b", "1"),
      chunk("c", "2"),
      { sessionUpdate: "new one" },
      chunk("d", "2"),
    ];
    const { events, outcome } = await replayOf(agentOf({}, { updates }));
    expect(events.filter(({ type }) => type === "text")).toEqual([
      { type: "text", text: "a b" },
      { type: "text", text: "cd" },
    ]);
    expect(outcome).toEqual({ type: "done", text: "cd" });
  });

  it("is told where there is no such program", async () => {
    expect(failureOf(await converse(["no-such-agent"]))).toBe(
      "fatal: it ended with 127 before it had answered: spawn no-such-agent ENOENT",
    );
  });

  it("is told with the last words of an agent that ends before it", async () => {
    const lastWords = 'console.error("cannot start: no config\\n}"); process.exit(3)';
    expect(failureOf(await converse([process.execPath, "-e", lastWords]))).toBe(
      "transient: it ended with 3 before it had answered: cannot start: no config",
    );
  });

  it("counts where the agent has to be ended after it", async () => {
    const { outcome, exit } = await replayOf([
      ...agentOf({}, { updates: [chunk("x")] }),
      "-- stay",
    ]);
    expect([outcome.type, exit.code, exit.signal]).toEqual(["done", 0, null]);
  });
});
