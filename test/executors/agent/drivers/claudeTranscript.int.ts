import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lineDriverOf } from "../../../../src/executors/agent/drivers/index.ts";
import { launchOf } from "../launchOf.ts";

const SESSION = "5efbd46a-2ab6-4b27-82d3-8ba487b92cb5";
const claude = lineDriverOf("claude")!;
const KILLED = { code: null, signal: "SIGKILL", stderr: "" };

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "pawl-claude-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function record(folder: string, ...lines: readonly string[]): void {
  const path = join(home, folder, "projects", "-somewhere");
  mkdirSync(path, { recursive: true });
  writeFileSync(join(path, `${SESSION}.jsonl`), lines.join("\n"));
}

const answer = (id: string, output: number): string =>
  JSON.stringify({
    type: "assistant",
    message: { id, model: "m", content: [], usage: { input_tokens: 100, output_tokens: output } },
  });

/** What it comes to, told of two answers that had hardly begun, and killed then. */
function usageWhenKilled(env: Record<string, string>) {
  const reader = claude.reader(launchOf("claude", { env }));
  reader.line(JSON.stringify({ type: "system", subtype: "init", session_id: SESSION }));
  for (const id of ["one", "two"]) reader.line(answer(id, 1));
  reader.end(KILLED);
  return reader.usage();
}

const used = (outputTokens: number) => ({
  models: [{ model: "m", inputTokens: 200, cachedInputTokens: 0, outputTokens }],
  requests: 2,
  firstInputTokens: 100,
  partial: true,
});

test("killed, it has used what its session's record says, of those answers that it told", () => {
  record(".claude", '{"type":"user"}', answer("one", 20), answer("two", 3), answer("two", 30));
  expect(usageWhenKilled({ HOME: home })).toEqual({ ...used(50), contextTokens: 130 });
});

test("answers of an earlier attempt in the same session are not this one's", () => {
  record(
    "own",
    answer("zero", 1000),
    answer("one", 20),
    '{"message":{"id":"two","usage":{"output_tok',
  );
  const env = { HOME: "/nowhere", CLAUDE_CONFIG_DIR: join(home, "own") };
  expect(usageWhenKilled(env)).toEqual({ ...used(21), contextTokens: 101 });
});

test("without a record, it has used what it told at least", () => {
  expect(usageWhenKilled({ HOME: home })).toEqual({ ...used(2), contextTokens: 101 });
});
