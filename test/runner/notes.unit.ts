import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OrderFile } from "../../src/executors/agent/orderFile.ts";
import type { Talk } from "../../src/executors/agent/talk.ts";
import { Logs } from "../../src/runner/logs.ts";
import { Notes } from "../../src/runner/notes.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-notes-"));
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

const notes = (resumed?: string): Notes => {
  const order = resumed === undefined ? {} : { resume: { session: resumed, why: "cut-short" } };
  return new Notes(order as OrderFile, new Logs(folder, 100_000, String));
};

test("a session counts once its agent has done something in it", () => {
  const made = notes();
  made.begun("s-1");
  expect(made.session).toBeUndefined();
  made.event({ type: "retrying", try: 1, text: "500" });
  const nothing = { model: "m", inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 };
  made.event({ type: "usage", usage: { models: [nothing] } });
  expect(made.session).toBeUndefined();
  made.event({ type: "text", text: "I begin." });
  expect(made.session).toBe("s-1");
});

test("a session that is gone on with has something in it already", () => {
  const made = notes("s-1");
  made.begun("s-1");
  expect(made.session).toBe("s-1");
  made.event({ type: "started", session: "s-2" });
  expect(made.session).toBeUndefined();
});

test("usage is told when it has changed, and is not looked at for each line", () => {
  const made = notes();
  let requests = 1;
  let looks = 0;
  const talk = {
    usage: () => (looks++, { models: [], requests }),
  } as unknown as Talk;
  made.used(talk, 5_000);
  made.used(talk, 5_500);
  expect(looks).toBe(1);
  made.used(talk, 7_000);
  requests = 2;
  made.used(talk, 9_000);
  const told = readFileSync(join(folder, "events.jsonl"), "utf8").trimEnd().split("\n");
  expect(
    told.map((each) => (JSON.parse(each) as { usage: { requests: number } }).usage.requests),
  ).toEqual([1, 2]);
});

test("of what was said the end is kept", () => {
  const made = notes();
  for (let at = 0; at < 40; at++) made.event({ type: "text", text: `${at} ${"x".repeat(20_000)}` });
  expect(made.said.length).toBeLessThanOrEqual(256 * 1024);
  expect(made.said).toContain("\n39 x");
  expect(made.said).not.toContain("\n1 x");
});
