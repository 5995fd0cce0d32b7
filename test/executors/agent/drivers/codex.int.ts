import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { gitFolders } from "../../../../src/executors/agent/drivers/codex/gitFolders.ts";
import { lineDriverOf } from "../../../../src/executors/agent/drivers/index.ts";
import { launchOf } from "../launchOf.ts";
import type { LaunchGiven } from "../launchOf.ts";

const codex = lineDriverOf("codex")!;
let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "pawl-codex-")));
});
afterEach(() => rmSync(folder, { recursive: true }));

const launch = (given: LaunchGiven = {}) =>
  codex.launch(launchOf("codex", { env: { HOME: folder }, cwd: folder, ...given }));
const argsOf = (given: LaunchGiven = {}): string => launch(given).args.join(" ");

describe("its command line", () => {
  test("the prompt goes to stdin", () => {
    const { args, stdin } = launch();
    expect(args.slice(0, 3)).toEqual(["exec", "--json", "--skip-git-repo-check"]);
    expect(args.at(-1)).toBe("-");
    expect(stdin).toBe("Create hello.txt.");
  });

  test("what it may do is given as settings, which `exec resume` takes as well", () => {
    const resume = { session: "abc", why: "cut-short" } as const;
    const readOnly = { permissions: "read-only" } as const;
    expect(argsOf({ agent: readOnly, resume })).toContain(
      'exec resume abc --json --skip-git-repo-check -c sandbox_mode="read-only" -c approval_policy="never"',
    );
    expect(argsOf()).toMatch(
      /-c sandbox_mode="workspace-write" -c sandbox_workspace_write.network_access=true -c sandbox_workspace_write.writable_roots=\[.*\] -c approval_policy="never"/,
    );
    expect(argsOf({ agent: { permissions: "full" } })).toContain(
      "--dangerously-bypass-approvals-and-sandbox",
    );
  });

  test("the attempt's tools, approved beforehand, with whatever is in their paths", () => {
    const tools = {
      name: "pawl",
      command: "/a b/node",
      args: ['"q"', "back\\slash", "é\u007F", "line\nbreak"],
    };
    expect(launch({ tools }).args).toContain(
      'mcp_servers.pawl={command="/a b/node",args=["\\"q\\"","back\\\\slash","é\\u007F","line\\nbreak"],default_tools_approval_mode="approve"}',
    );
  });

  test("system prompt and model", () => {
    expect(launch({ agent: { system: 'Be "brief".', model: "m" } }).args).toEqual(
      expect.arrayContaining(["--model", "m", 'developer_instructions="Be \\"brief\\"."']),
    );
  });

  test("a schema is written to a file of the attempt's, in its strict form", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" } },
      required: ["a"],
    };
    const { args, files } = launch({ schema });
    expect(args).toEqual(
      expect.arrayContaining(["--output-schema", "/nowhere/attempt/driver/schema.json"]),
    );
    expect(JSON.parse(files![0]!.text)).toEqual({
      type: "object",
      properties: { a: { type: "string" }, b: { anyOf: [{ type: "number" }, { type: "null" }] } },
      required: ["a", "b"],
      additionalProperties: false,
    });
  });

  test("a schema that has no strict form is left out", () => {
    expect(argsOf({ schema: { type: "object" } })).not.toContain("--output-schema");
    expect(
      argsOf({
        schema: {
          type: "object",
          properties: { a: { type: "object", additionalProperties: { type: "string" } } },
        },
      }),
    ).not.toContain("--output-schema");
    expect(argsOf({ schema: true })).not.toContain("--output-schema");
  });

  test("its tries are bounded for a provider of one's own, which is the only way", () => {
    const own = ["-c", 'model_provider="mock"'];
    expect(argsOf()).not.toContain("max_retries");
    expect(argsOf({ agent: { args: own } })).toContain(
      'model_provider="mock" -c model_providers.mock.request_max_retries=2 -c model_providers.mock.stream_max_retries=2 -',
    );
    expect(
      argsOf({ agent: { args: [...own, "-c", "model_providers.mock.request_max_retries=9"] } }),
    ).not.toContain("request_max_retries=2");
    expect(argsOf({ agent: { args: ["-c", 'model_provider="openai"'] } })).not.toContain(
      "max_retries",
    );
  });

  test("also where a person has chosen it for everything", () => {
    mkdirSync(join(folder, ".codex"));
    writeFileSync(
      join(folder, ".codex", "config.toml"),
      'model_provider = "mine"\n\n[model_providers.mine]\nname = "mine"\n',
    );
    expect(argsOf()).toContain("model_providers.mine.request_max_retries=2");
  });
});

describe("the folders that a commit writes to", () => {
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", folder, ...args], { stdio: "ignore" });

  test("none outside of a repository", () => {
    expect(gitFolders(folder).filter((path) => path.startsWith(folder))).toEqual([]);
  });

  test("nor where a folder only has the name of one", () => {
    mkdirSync(join(folder, ".git"));
    expect(gitFolders(folder).filter((path) => path.startsWith(folder))).toEqual([]);
  });

  test("the repository's own, also from a folder within", () => {
    git("init");
    mkdirSync(join(folder, "deep", "down"), { recursive: true });
    expect(gitFolders(join(folder, "deep", "down"))).toEqual([join(folder, ".git")]);
    expect(argsOf()).toContain(`writable_roots=["${join(folder, ".git")}"]`);
  });

  test("none in a worktree of Pawl's, where Pawl commits", () => {
    git("init");
    expect(argsOf({ bounds: { branch: "pawl-phase/r/p" } })).toContain("writable_roots=[]");
  });

  test("for a worktree its own and the one that all share", () => {
    git("init");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "--allow-empty", "-m", "x");
    git("worktree", "add", join(folder, "tree"));
    expect(gitFolders(join(folder, "tree"))).toEqual([
      join(folder, ".git", "worktrees", "tree"),
      join(folder, ".git"),
    ]);
  });
});

describe("what its own record of a session tells", () => {
  const SESSION = "01a1fdd5-2529-7202-b27c-67e60223096d";
  const count = (total: number, last: number, more: object = {}) =>
    JSON.stringify({
      type: "event_msg",
      payload: {
        type: "token_count",
        info: {
          total_token_usage: { input_tokens: total, output_tokens: 10 },
          last_token_usage: { input_tokens: last, output_tokens: 4 },
          ...more,
        },
      },
    });
  const record = (...lines: readonly string[]) => {
    const day = join(folder, ".codex", "sessions", "2026", "11", "21");
    mkdirSync(day, { recursive: true });
    writeFileSync(join(day, `rollout-2026-11-21T11-19-26-${SESSION}.jsonl`), lines.join("\n"));
  };
  const reader = (given: LaunchGiven = {}) =>
    codex.reader(launchOf("codex", { env: { HOME: folder }, ...given }));
  const MODEL = JSON.stringify({ type: "turn_context", payload: { model: "gpt-5" } });

  test("each request, the model, and a turn that was cut short", () => {
    record(
      MODEL,
      count(100, 100),
      count(100, 100),
      count(250, 150),
      '{"type":"event_msg","payload":{"type":"token_co',
    );
    const told = reader();
    told.line(JSON.stringify({ type: "thread.started", thread_id: SESSION }));
    expect(told.usage()).toEqual({
      models: [{ model: "gpt-5", inputTokens: 250, cachedInputTokens: 0, outputTokens: 10 }],
      requests: 2,
      contextTokens: 154,
      firstInputTokens: 100,
      partial: true,
    });
  });

  test("how much its model has room for", () => {
    record(MODEL, count(100, 100, { model_context_window: 258_400 }), count(250, 150));
    const told = reader();
    told.line(JSON.stringify({ type: "thread.started", thread_id: SESSION }));
    expect(told.usage()).toMatchObject({ contextTokens: 154, contextWindow: 258_400 });
  });

  test("of a resumed session, what was told before is taken away", () => {
    record(MODEL, count(100, 100), count(250, 150));
    const usage = {
      models: [{ model: "gpt-5", inputTokens: 100, cachedInputTokens: 0, outputTokens: 4 }],
      requests: 1,
    };
    expect(reader({ resume: { session: SESSION, why: "cut-short", usage } }).usage()).toMatchObject(
      {
        models: [{ model: "gpt-5", inputTokens: 150, cachedInputTokens: 0, outputTokens: 6 }],
        requests: 1,
      },
    );
  });

  test("where there is none, nothing is known until it tells", () => {
    const told = reader();
    told.line(JSON.stringify({ type: "thread.started", thread_id: SESSION }));
    expect(told.usage()).toBeUndefined();
  });

  describe("what its read-only sandbox refused, of which stdout tells nothing", () => {
    const line = (payload: object): string => JSON.stringify({ type: "response_item", payload });
    const call = (id: string, cmd: string, output: string): readonly string[] => [
      line({ type: "function_call", call_id: id, arguments: JSON.stringify({ cmd }) }),
      line({ type: "function_call_output", call_id: id, output }),
    ];
    const TURN = line({ type: "task_started" });
    const exited = (code: number): string =>
      `Chunk ID: 2c5dc7\nWall time: 0.0 seconds\nProcess exited with code ${code}\nOutput:\n/bin/bash: line 1: x: Read-only file system\n`;
    const denied = (given: LaunchGiven["agent"]): readonly unknown[] => {
      const told = reader({ agent: given! });
      told.line(JSON.stringify({ type: "thread.started", thread_id: SESSION }));
      const events = told.line(JSON.stringify({ type: "turn.completed", usage: {} }));
      return events.filter((each) => each.type === "denied");
    };

    beforeEach(() =>
      record(
        TURN,
        ...call("1", "echo a > before", exited(1)),
        TURN,
        ...call("2", "echo a > x", exited(1)),
        ...call("3", "echo a > x || true", exited(0)),
        ...call("4", "apply_patch", "patch rejected: writing is blocked by read-only sandbox"),
      ),
    );

    test("is a denial: of the last turn, and only what failed", () => {
      expect(denied({ permissions: "read-only" })).toEqual([
        { type: "denied", tool: "shell", text: "echo a > x" },
        { type: "denied", tool: "apply_patch", text: "apply_patch" },
      ]);
    });

    test("is none where it may write", () => {
      expect(denied({ permissions: "edit" })).toEqual([]);
    });
  });
});

describe("what it tells", () => {
  const read = (...events: readonly object[]) => {
    const reader = codex.reader(launchOf("codex"));
    return events.flatMap((event) => reader.line(JSON.stringify(event)));
  };

  test("a call that it declined for a person who is not there is a denial", () => {
    const item = {
      type: "mcp_tool_call",
      server: "x",
      tool: "y",
      arguments: {},
      status: "failed",
      error: { message: "user cancelled MCP tool call" },
    };
    expect(read({ type: "item.completed", item })[1]).toEqual({
      type: "denied",
      tool: "x.y",
      text: "{}",
    });
    const command = {
      type: "command_execution",
      command: "rm x",
      status: "declined",
      exit_code: null,
      aggregated_output: "",
    };
    expect(read({ type: "item.completed", item: command })).toEqual([
      { type: "tool-result", tool: "shell", ok: false, text: "" },
      { type: "denied", tool: "shell", text: "rm x" },
    ]);
  });

  test("files that it changed", () => {
    const changes = [
      { path: "a", kind: "add" },
      { path: "b", kind: "delete" },
      { path: "c", kind: "update" },
    ];
    expect(
      read({ type: "item.completed", item: { type: "file_change", changes, status: "completed" } }),
    ).toEqual([
      { type: "file-change", path: "a", change: "add" },
      { type: "file-change", path: "b", change: "delete" },
      { type: "file-change", path: "c", change: "update" },
    ]);
    expect(
      read({ type: "item.completed", item: { type: "file_change", changes, status: "failed" } }),
    ).toEqual([]);
  });

  test("an answer to a strict schema loses the nulls that only the strict form asked for", () => {
    const schema = {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "number" }, c: { type: ["string", "null"] } },
      required: ["a"],
    };
    const reader = codex.reader(launchOf("codex", { schema }));
    reader.line(
      JSON.stringify({
        type: "item.completed",
        item: { type: "agent_message", text: '{"a":"x","b":null,"c":null}' },
      }),
    );
    reader.line(JSON.stringify({ type: "turn.completed", usage: {} }));
    expect(reader.end({ code: 0, signal: null, stderr: "" })).toMatchObject({
      type: "done",
      structured: { a: "x", c: null },
    });
  });

  test("a session that is gone is said to be", () => {
    const reader = codex.reader(launchOf("codex"));
    const stderr =
      "WARNING: x\nError: thread/resume: thread/resume failed: no rollout found for thread id 01a1 (code -32600)";
    expect(reader.end({ code: 1, signal: null, stderr })).toEqual({
      type: "failed",
      sessionGone: true,
      failure: {
        class: "transient",
        message:
          "Codex does not know its session any more: Error: thread/resume: thread/resume failed: no rollout found for thread id 01a1 (code -32600)",
        code: 1,
        tail: stderr,
      },
    });
  });

  test.each([
    ["read-only", 1, true],
    ["read-only", 0, false],
    ["edit", 1, false],
  ] as const)("a command that could not write, %s, exit %d: denied %s", (permissions, code, is) => {
    const told = codex.reader(launchOf("codex", { agent: { permissions } }));
    const item = {
      type: "command_execution",
      command: "touch x",
      aggregated_output: "touch: cannot touch 'x': Read-only file system\n",
      exit_code: code,
      status: code === 0 ? "completed" : "failed",
    };
    const events = told.line(JSON.stringify({ type: "item.completed", item }));
    expect(events.filter((each) => each.type === "denied")).toEqual(
      is ? [{ type: "denied", tool: "shell", text: "touch x" }] : [],
    );
  });
});
