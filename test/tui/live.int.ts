import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasTmux, Terminal } from "./terminal.ts";

const play = fileURLToPath(new URL("fixtures/play.mjs", import.meta.url));

const SIZES = [
  [40, 12],
  [120, 30],
  [30, 8],
  [80, 24],
] as const;

let folder: string;
let terminal: Terminal;
let steps: number | undefined;

/** Starts the fixture in a real terminal; its steps come through a pipe, when the test says so. */
async function open(width: number, height: number, tasks = 6): Promise<void> {
  terminal = new Terminal(width, height, folder);
  await terminal.until((lines) => /^[#$]/.test(lines.at(-1)!));
  terminal.type(`clear; node ${play} ${folder} ${tasks}`);
  terminal.press("Enter");
  steps = openSync(join(folder, "steps"), "w");
  await terminal.until((lines) => lines.some((each) => each.startsWith("running")));
}

const step = (...texts: readonly string[]): void => {
  for (const each of texts) writeSync(steps!, `${each}\n`);
};

/** The fixture ends the run when no more steps can come. */
function hangUp(): void {
  if (steps !== undefined) closeSync(steps);
  steps = undefined;
}

const has =
  (text: string) =>
  (lines: readonly string[]): boolean =>
    lines.some((each) => each.includes(text));

/** Without what ticks. */
const still = (lines: readonly string[]): string[] =>
  lines.map((each) => each.replace(/\b\d+(\.\d)?(m?s)\b/g, "#s"));

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-live-"));
  execFileSync("mkfifo", [join(folder, "steps")]);
});

afterEach(() => {
  hangUp();
  terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

describe.runIf(hasTmux)("the live screen in a real terminal", () => {
  test("shows no secret of what tasks write", async () => {
    await open(80, 24);
    step("start task-1", "say task-1 it is correct-horse");
    const lines = await terminal.until(has("it is ***"));
    expect(lines.join("\n")).not.toContain("correct-horse");
  });

  test("is repainted in place as tasks start, write, rest, fail and end", async () => {
    await open(80, 24);
    step("start task-1", "start task-2", "start task-3");
    step("say task-1 \\e[31mcompiling\\e[0m 日本語");
    expect(still(await terminal.until(has("compiling 日本語")))).toEqual([
      "A run on a real terminal                                                 r-live",
      expect.stringMatching(/^running {2}━+─+ {2}0\/6 {2}#s {2}3 running$/),
      "",
      "● build          #s  0/6    3 running",
      "  ● task-1       #s  1/3    compiling 日本語",
      "  ● task-2       #s  1/3",
      "  ● task-3       #s  1/3",
      "  · task-4",
      "  · task-5",
      "  · task-6",
    ]);
    expect(terminal.isCursorShown()).toBe(false);
    step("done task-1", "rest task-2", "fail task-3");
    const lines = await terminal.until(has("✗ task-3"));
    expect(lines.filter((each) => each.includes("A run on a real terminal"))).toHaveLength(1);
    expect(lines.find((each) => each.includes("task-2"))).toMatch(
      /↻ task-2 +\S+ {2}1\/3 {4}next try in (1m 00s|\d+s): exit status 7$/,
    );
  });

  test("ticks while nothing happens", async () => {
    await open(60, 16);
    step("start task-1");
    const shows = (seconds: string) => (lines: readonly string[]) =>
      lines.some((each) => each.includes("● task-1") && each.includes(` ${seconds} `));
    await terminal.until(shows("1s"));
    expect(shows("2s")(await terminal.until(shows("2s")))).toBe(true);
  });

  test("fits after every resize", async () => {
    await open(80, 24, 40);
    step("start task-7");
    await terminal.until(has("● task-7"));
    for (const [width, height] of SIZES) {
      terminal.resize(width, height);
      // The whole screen is used, and nothing of the picture before is left.
      const lines = await terminal.until(
        (lines) =>
          lines.length === height - 1 &&
          lines[0]!.startsWith("A run on") &&
          has("more pending")(lines.slice(-1)),
      );
      expect(lines.filter((each) => each.includes("A run on"))).toHaveLength(1);
      expect(has("● task-7")(lines)).toBe(true);
    }
  });

  test("keeps notes above it, also after a resize", async () => {
    await open(80, 24);
    step("note something to remember", "start task-1");
    await terminal.until((lines) => lines[0] === "something to remember" && has("● task-1")(lines));
    terminal.resize(50, 20);
    await terminal.until((lines) => lines[0] === "something to remember" && has("● task-1")(lines));
    expect(terminal.lines()[1]).toMatch(/^A run on/);
  });

  test("is not pushed out of place by what stands in the line already", async () => {
    terminal = new Terminal(40, 16, folder);
    terminal.type(`clear; printf 'no newline here'; node ${play} ${folder}`);
    terminal.press("Enter");
    steps = openSync(join(folder, "steps"), "w");
    step("start task-1");
    const lines = await terminal.until(has("● task-1"));
    expect(lines[0]).toBe("A run on a real terminal         r-live");
  });

  test("leaves a last picture that may be longer than the terminal", async () => {
    await open(60, 10, 20);
    step("start task-1", "done task-1");
    await terminal.until(has("more pending"));
    hangUp();
    await terminal.until((lines) => /^[#$]/.test(lines.at(-1)!));
    terminal.resize(60, 40);
    const lines = await terminal.until(has("✓ task-1"));
    expect(lines.filter((each) => /^ {2}[✓·] task-/.test(each))).toHaveLength(20);
  });

  test("leaves its last picture, and the cursor", async () => {
    await open(80, 24);
    step("start task-1", "done task-1");
    await terminal.until(has("✓ task-1"));
    hangUp();
    const lines = await terminal.until((lines) => /^[#$]/.test(lines.at(-1) ?? ""));
    expect(lines.filter((each) => each.includes("✓ task-1"))).toHaveLength(1);
    expect(lines.at(-2)).toContain("task-6");
    expect(terminal.isCursorShown()).toBe(true);
  });
});
