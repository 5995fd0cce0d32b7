import { describe, expect, test } from "vitest";
import { usageOf } from "../../../../src/executors/agent/drivers/copilot/usage.ts";
import { lineDriverOf } from "../../../../src/executors/agent/drivers/index.ts";
import type { DriverName } from "../../../../src/core/agent.ts";
import { launchOf } from "../launchOf.ts";
import type { LaunchGiven } from "../launchOf.ts";

const launch = (driver: DriverName, given: LaunchGiven = {}) =>
  lineDriverOf(driver)!.launch(launchOf(driver, given));
const argsOf = (driver: DriverName, given: LaunchGiven = {}): string =>
  launch(driver, given).args.join(" ");

const readOnly = { agent: { permissions: "read-only" } } as const;
const full = { agent: { permissions: "full" } } as const;
const TOOLS = { name: "pawl", command: "/usr/bin/node", args: ["a b"] };
const resume = { session: "abc", why: "shared" } as const;

const LINE_DRIVERS = ["claude", "codex", "opencode", "copilot", "qwen", "pi"] as const;

test.each(LINE_DRIVERS)(
  "%s: the prompt goes to stdin, the plan's arguments are among its own",
  (driver) => {
    const { stdin, args } = launch(driver, { agent: { args: ["--extra", "x y"] } });
    expect(stdin).toBe("Create hello.txt.");
    expect(args).toEqual(expect.arrayContaining(["--extra", "x y"]));
    expect(args).not.toContain("Create hello.txt.");
  },
);

test.each(LINE_DRIVERS)("%s: a session is gone on with by its id", (driver) => {
  expect(argsOf(driver, { resume })).toMatch(/(--session|--resume|resume)[ =]abc/);
  expect(launch(driver, { resume }).session).toBe("abc");
});

describe("opencode", () => {
  const configOf = (given: LaunchGiven = {}): object =>
    JSON.parse(launch("opencode", given).env!["OPENCODE_CONFIG_CONTENT"]!) as object;

  test("what it may not do is denied in settings that go over a person's", () => {
    expect(configOf(readOnly)).toEqual({
      autoupdate: false,
      share: "disabled",
      permission: {
        edit: "deny",
        bash: "deny",
        task: "deny",
        external_directory: "deny",
        question: "deny",
      },
    });
    expect(configOf()).toMatchObject({
      permission: { external_directory: "deny", question: "deny" },
    });
    expect(configOf(full)).toMatchObject({ permission: { question: "deny" } });
  });

  test("with what the plan gives in the same variable, which cannot loosen that", () => {
    const env = {
      OPENCODE_CONFIG_CONTENT: '{"model":"a/b","permission":{"bash":"allow"},"mcp":{"mine":{}}}',
    };
    expect(configOf({ ...readOnly, env, tools: TOOLS })).toMatchObject({
      model: "a/b",
      permission: { bash: "deny" },
      mcp: { mine: {}, pawl: { type: "local", command: ["/usr/bin/node", "a b"], enabled: true } },
    });
  });

  test("a limit says until when in the headers of the answer", () => {
    const reader = lineDriverOf("opencode")!.reader(launchOf("opencode"));
    const data = {
      message: "rate limited",
      statusCode: 429,
      responseHeaders: { "retry-after": "60" },
    };
    const before = Date.now();
    const [, error] = reader.line(
      JSON.stringify({ type: "error", sessionID: "s", error: { data } }),
    );
    expect(error).toMatchObject({ type: "error", class: "rate-limited" });
    expect((error as { until: number }).until - before).toBeGreaterThanOrEqual(60_000);
  });
});

describe("copilot", () => {
  test("what is denied outweighs what is allowed", () => {
    expect(argsOf("copilot", readOnly)).toContain(
      "--allow-all-tools --deny-tool=write --deny-tool=shell",
    );
    expect(argsOf("copilot")).toContain("--allow-all-tools --allow-all-urls");
    expect(argsOf("copilot", full)).toContain("--allow-all");
  });

  test("the attempt's tools", () => {
    expect(launch("copilot", { tools: TOOLS }).args).toContain(
      '{"mcpServers":{"pawl":{"type":"local","command":"/usr/bin/node","args":["a b"],"tools":["*"]}}}',
    );
  });

  const told = (input: number, count: number) =>
    JSON.stringify({
      modelMetrics: {
        m: {
          requests: { count },
          usage: { inputTokens: input, outputTokens: 64, cacheReadTokens: 10 },
        },
      },
      lastCallInputTokens: 5603,
      lastCallOutputTokens: 32,
    });

  test("its tokens come from the file that it writes, of which the session's earlier ones are taken away", () => {
    expect(usageOf(told(5522, 1), launchOf("copilot"))).toEqual({
      models: [{ model: "m", inputTokens: 5522, cachedInputTokens: 10, outputTokens: 64 }],
      requests: 1,
      contextTokens: 5635,
      firstInputTokens: 5603,
    });
    const usage = {
      models: [{ model: "m", inputTokens: 5522, cachedInputTokens: 10, outputTokens: 32 }],
      requests: 1,
      firstInputTokens: 5522,
    };
    expect(usageOf(told(11_125, 2), launchOf("copilot", { resume: { ...resume, usage } }))).toEqual(
      {
        models: [{ model: "m", inputTokens: 5603, cachedInputTokens: 0, outputTokens: 32 }],
        requests: 1,
        contextTokens: 5635,
        firstInputTokens: 5522,
      },
    );
  });

  test("a file that is no such file tells nothing", () => {
    for (const text of ["", "{}", "[]", '{"modelMetrics":[]}'])
      expect(usageOf(text, launchOf("copilot"))).toBeUndefined();
  });

  test("a tool that it was denied", () => {
    const reader = lineDriverOf("copilot")!.reader(launchOf("copilot"));
    reader.line(
      '{"type":"tool.execution_start","data":{"toolCallId":"c","toolName":"bash","arguments":{}}}',
    );
    expect(
      reader.line(
        '{"type":"tool.execution_complete","data":{"toolCallId":"c","success":false,"error":{"message":"no","code":"denied"}}}',
      ),
    ).toEqual([
      { type: "tool-result", tool: "bash", ok: false, text: "no" },
      { type: "denied", tool: "bash", text: "no" },
    ]);
  });
});

describe("qwen", () => {
  test("its permissions; `edit` is none that it could be held to", () => {
    expect(lineDriverOf("qwen")!.capabilities.permissions).toEqual(["read-only", "full"]);
    expect(argsOf("qwen", readOnly)).toContain("--approval-mode plan");
    expect(argsOf("qwen")).toContain("--approval-mode auto-edit --allowed-tools run_shell_command");
    expect(argsOf("qwen", full)).toContain("--approval-mode yolo");
  });

  test("budget, system prompt and schema", () => {
    const agent = { budget: { turns: 4 }, system: "Be brief." };
    expect(argsOf("qwen", { agent, schema: { type: "object" } })).toContain(
      "--append-system-prompt Be brief. --max-session-turns 4",
    );
    expect(argsOf("qwen", { schema: { type: "object" } })).toContain(
      '--json-schema {"type":"object"}',
    );
  });
});

describe("pi", () => {
  test("read-only is a matter of which tools it has; `edit` is none that it could be held to", () => {
    expect(argsOf("pi", readOnly)).toContain("--tools read,grep,find,ls --no-extensions");
    expect(
      argsOf("pi", { agent: { permissions: "read-only", tools: ["read", "bash"] } }),
    ).toContain("--tools read --no-extensions");
    expect(argsOf("pi", { agent: { permissions: "read-only", tools: ["bash"] } })).toContain(
      "--no-tools",
    );
    expect(argsOf("pi", full)).not.toContain("--tools");
    expect(lineDriverOf("pi")!.capabilities.permissions).toEqual(["read-only", "full"]);
  });
});

test("drivers that hold a conversation write no lines", () => {
  expect(lineDriverOf("acp")).toBeUndefined();
});
