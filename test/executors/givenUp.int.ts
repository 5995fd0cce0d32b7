import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ATTEMPT_FILES } from "../../src/core/paths.ts";
import { commandExecutor } from "../../src/executors/command/executor.ts";
import type { AttemptOrder } from "../../src/executors/port.ts";
import { thisProcess } from "../../src/processes/identity.ts";

const dir = mkdtempSync(join(tmpdir(), "pawl-given-up-"));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** An attempt that a process of another machine claimed, in a folder that both share. */
function claimedElsewhere(...more: object[]): AttemptOrder {
  const folder = join(dir, "x@1");
  mkdirSync(folder, { recursive: true });
  const claim = { claimed: { ...thisProcess(), host: "desk", boot: "another" } };
  const lines = [claim, ...more].map((each) => `${JSON.stringify(each)}\n`);
  writeFileSync(join(folder, ATTEMPT_FILES.record), lines.join(""));
  return {
    folder,
    marker: "run/a/x@1",
    command: "true",
    cwd: dir,
    env: {},
    timeoutMs: 1_000,
    graceMs: 100,
    maxOutputBytes: 1_000,
    promised: [],
  };
}

test("an attempt whose host was given up is lost, unless it left a result", async () => {
  const executor = commandExecutor();
  const dead = { hostIsDead: true };
  expect(await executor.adopt(claimedElsewhere(), dead).ended).toEqual({
    type: "failed",
    failure: { class: "lost", message: "its host desk was given up" },
  });
  const ended = {
    code: 0,
    signal: null,
    timedOut: false,
    cancelled: null,
    at: 0,
    bytes: 0,
    dropped: 0,
  };
  expect(await executor.adopt(claimedElsewhere({ ended }), dead).ended).toEqual({
    type: "succeeded",
  });
  await executor.close();
});
