import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHandedIn } from "../../../../src/executors/agent/attemptTools/readHandedIn.ts";
import { attemptFolder, connect, ORDER } from "./rig.ts";

const handedIn = (folder: string) => readHandedIn(folder, ORDER.produces);

test("killed at any moment while it writes, what lies there is whole, and the next process goes on", async () => {
  const folder = attemptFolder();
  for (let round = 0; round < 8; round++) {
    const { client, pid } = await connect(folder);
    const calls = Array.from({ length: 40 }, (_, at) =>
      client
        .callTool({
          name: at % 2 === 0 ? "submit_artifact" : "progress",
          arguments:
            at % 2 === 0
              ? { name: "plan", value: { steps: Array(200).fill(`${round}.${at}`) } }
              : { text: `${round}.${at} ${"x".repeat(250)}` },
        })
        .catch(() => undefined),
    );
    // A different part of the work is done each time.
    await calls[round * 4];
    process.kill(pid, "SIGKILL");
    await Promise.all(calls);
    const { artifacts, problems } = handedIn(folder);
    expect(problems).toEqual([]);
    expect(artifacts).toMatchObject([{ name: "plan" }]);
  }
  const { call } = await connect(folder);
  expect((await call("progress", { text: "last" })).text).toBe("Noted.");
  const lines = readFileSync(join(folder, "progress.jsonl"), "utf8").trimEnd().split("\n");
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ text: "last" });
});

test("a line that was torn spoils no other", async () => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  await call("raise_flag", { type: "question", text: "one?" });
  appendFileSync(join(folder, "flags.jsonl"), '{"type":"question","te');
  await call("raise_flag", { type: "question", text: "two?" });
  expect(handedIn(folder).flags.map(({ text }) => text)).toEqual(["one?", "two?"]);
});

test("nothing that an attempt put there by itself is believed, and nothing holds the reader up", () => {
  const folder = attemptFolder();
  mkdirSync(join(folder, "artifacts"));
  writeFileSync(join(folder, "artifacts/plan.json"), '{"steps":"no"}');
  writeFileSync(join(folder, "artifacts/other.json"), "1");
  symlinkSync("/etc/hostname", join(folder, "artifacts/notes.json"));
  writeFileSync(join(folder, "report.json"), '{"status":"splendid","summary":"x"}');
  spawnSync("mkfifo", [join(folder, "flags.jsonl")]);
  expect(handedIn(folder)).toEqual({
    flags: [],
    artifacts: [],
    problems: [
      'artifact "plan": /steps: found "no", expected a list',
      "artifacts/notes.json: it is a link, not a file",
      'report.json: invalid-report: "status" is "splendid", expected success, partial or failure',
      "flags.jsonl: it is not a file",
    ],
  });
});

test("files that are far too large are not read", () => {
  const folder = attemptFolder();
  mkdirSync(join(folder, "artifacts"));
  writeFileSync(join(folder, "artifacts/plan.json"), " ".repeat(100_000));
  writeFileSync(join(folder, "report.json"), "{");
  expect(handedIn(folder)).toMatchObject({
    problems: [
      "artifacts/plan.json: it has 100000 bytes, 66560 are allowed",
      expect.stringMatching(/^report\.json: Expected property name/),
    ],
  });
});

test("a folder in which nothing lies gives nothing", () => {
  const folder = attemptFolder();
  expect(handedIn(folder)).toEqual({ flags: [], artifacts: [], problems: [] });
  expect(readdirSync(folder)).toEqual(["order.json"]);
});
