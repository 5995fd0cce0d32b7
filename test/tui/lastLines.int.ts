import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { LastLines } from "../../src/tui/lastLines.ts";
import { phase, plan } from "../core/plans.ts";
import { given } from "../views/given.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "pawl-lines-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function outputOf(attempt: string): string {
  const at = join(folder, "attempts", "a", attempt);
  mkdirSync(at, { recursive: true });
  return join(at, "output.log");
}

/** A clock of which each look is 300 ms after the one before. */
let now = 0;

/** Looks again and again, as the screen does, until the lines are so. */
async function until(lines: LastLines, look: () => void, isSo: () => boolean): Promise<void> {
  for (let looks = 0; !isSo(); looks++) {
    if (looks > 200) throw new Error(`the lines stayed ${JSON.stringify([...lines.lines])}`);
    now += 300;
    look();
    await sleep(5);
  }
}

test("the last line of each attempt under way, as it grows, and of the next attempt from its beginning", async () => {
  const story = given(plan([phase("a", ["x", "y"])])).starts("a/x", "a/y");
  const tasks = story.is.tasks;
  let changes = 0;
  const lines = new LastLines(folder, () => changes++, String);
  const look = (): void => lines.refresh(tasks, now);

  writeFileSync(outputOf("x@1"), `${"noise\n".repeat(5000)}\u001B[32mfirst\u001B[0m\n`);
  await until(lines, look, () => lines.lines.get("a/x") === "first");
  appendFileSync(outputOf("x@1"), "10%\r20%");
  await until(lines, look, () => lines.lines.get("a/x") === "20%");
  expect(lines.lines.has("a/y")).toBe(false);
  expect(changes).toBe(2);

  story.ends("a/x", { type: "cancelled", reason: "a pause" }).starts("a/x");
  look();
  expect(lines.lines.has("a/x")).toBe(false);
  writeFileSync(outputOf("x@2"), "again\n");
  await until(lines, look, () => lines.lines.get("a/x") === "again");
});

test("a file that has not grown is not read again, and what is not shown is forgotten", async () => {
  const story = given(plan([phase("a", ["x"])])).starts("a/x");
  let changes = 0;
  const lines = new LastLines(folder, () => changes++, String);
  writeFileSync(outputOf("x@1"), "once\n");
  await until(
    lines,
    () => lines.refresh(story.is.tasks, now),
    () => lines.lines.has("a/x"),
  );
  for (let looks = 0; looks < 10; looks++) {
    now += 300;
    lines.refresh(story.is.tasks, now);
    await sleep(2);
  }
  expect(changes).toBe(1);
  lines.refresh([], now);
  expect(lines.lines.size).toBe(0);
});

test("what is not to be shown is masked, whatever colours are in the line", async () => {
  const story = given(plan([phase("a", ["x"])])).starts("a/x");
  const lines = new LastLines(
    folder,
    () => {},
    (text) => text.replaceAll("secret  value", "***"),
  );
  writeFileSync(outputOf("x@1"), "it is secret \u001B[1m value\u001B[0m\n");
  const look = (): void => lines.refresh(story.is.tasks, now);
  await until(lines, look, () => lines.lines.has("a/x"));
  expect(lines.lines.get("a/x")).toBe("it is ***");
});
