import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHandedIn } from "../../../../src/executors/agent/attemptTools/readHandedIn.ts";
import { attemptFolder, connect, ORDER, PROGRAM } from "./rig.ts";

const handedIn = (folder: string) => readHandedIn(folder, ORDER.produces);

test("an attempt hands in a wrong artifact, then the right one, and reports", async () => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  expect(
    await call("submit_artifact", { name: "plan", value: { stesp: ["a"], steps: [1] } }),
  ).toEqual({
    isError: true,
    text: [
      'artifact "plan" does not fit and was not kept:',
      '- /stesp: unknown key; did you mean "steps"?',
      "- /steps/0: found 1, expected a string",
      "Correct this and submit it again.",
    ].join("\n"),
  });
  expect(existsSync(join(folder, "artifacts"))).toBe(false);
  expect(handedIn(folder).problems).toEqual([
    'artifact "plan" did not fit when it was handed in:\n- /stesp: unknown key; did you mean "steps"?\n- /steps/0: found 1, expected a string',
  ]);

  const taken = await call("submit_artifact", { name: "plan", value: { steps: ["a"] } });
  expect(taken.text).toBe(
    'artifact "plan" fits and is kept (15 bytes, sha256 ec8c117912330ccd24dd5d92c7496f81908becb3a01fbde87b1b8360156ca1d5). Still to be handed in: "notes".',
  );
  expect(await call("report", { status: "success", summary: "planned" })).toEqual({
    isError: true,
    text: 'The report is kept, but without "notes" the attempt fails: hand in what is missing with submit_artifact.',
  });
  const last = await call("submit_artifact", { name: "notes", value: "[1]" });
  expect(last.text).toMatch(
    /^artifact "notes" fits and is kept \(5 bytes, .*\)\. That was the last one; end with `report`\.$/,
  );
  expect(
    await call("report", { status: "success", summary: "planned", files: ["a.ts", "a.ts"] }),
  ).toEqual({
    text: "The report is kept.",
  });

  expect(handedIn(folder)).toEqual({
    report: { status: "success", summary: "planned", files: ["a.ts"], by: "tools" },
    flags: [],
    artifacts: [
      expect.objectContaining({ name: "plan", value: { steps: ["a"] } }),
      expect.objectContaining({ name: "notes", value: "[1]" }),
    ],
    problems: [],
  });
  expect(readdirSync(join(folder, "artifacts"))).toEqual(["notes.json", "plan.json"]);
});

test("JSON that is handed in as text is taken for what it says, where text does not fit", async () => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  await call("submit_artifact", { name: "plan", value: '{"steps":["a"]}' });
  expect(handedIn(folder).artifacts).toMatchObject([{ name: "plan", value: { steps: ["a"] } }]);
});

test("tools are listed as far as they are of use, with the names that they take", async () => {
  const all = await (await connect(attemptFolder())).client.listTools();
  expect(all.tools.map(({ name }) => name)).toEqual([
    "submit_artifact",
    "report",
    "raise_flag",
    "read_artifact",
    "progress",
  ]);
  expect(all.tools[0]!.inputSchema.properties?.["name"]).toMatchObject({ enum: ["plan", "notes"] });
  const folder = attemptFolder({ ...ORDER, needs: [], produces: [] });
  const few = await connect(folder);
  expect((await few.client.listTools()).tools.map(({ name }) => name)).toEqual([
    "report",
    "raise_flag",
    "progress",
  ]);
  expect((await few.call("submit_artifact", { name: "x", value: 1 })).text).toBe(
    'artifact "x" is not asked for; this task hands in none. Nothing was kept.',
  );
});

test.each([
  [
    "submit_artifact",
    { name: "../order", value: 1 },
    'artifact "../order" is not asked for; this task hands in "plan", "notes". Nothing was kept.',
  ],
  [
    "submit_artifact",
    { name: "plan" },
    '"value": found nothing, expected the artifact "plan" as JSON.',
  ],
  [
    "submit_artifact",
    { value: 1 },
    '"name": found nothing, expected text. Call the tool again with it.',
  ],
  [
    "report",
    { status: "great", summary: "x" },
    '"status": found "great", expected success, partial or failure. Nothing was kept.',
  ],
  [
    "report",
    { status: "success", summary: "" },
    '"summary": found empty text, expected text. Call the tool again with it.',
  ],
  [
    "raise_flag",
    { type: "question", text: 7 },
    '"text": found number, expected text. Call the tool again with it.',
  ],
  [
    "raise_flag",
    { type: "??", text: "x" },
    '"type": found "??", expected a word such as question.',
  ],
  [
    "read_artifact",
    { name: "secret" },
    'artifact "secret" was not given to this task; it was given "brief".',
  ],
  [
    "read_artifact",
    { name: "brief", pointer: "/__proto__" },
    'artifact "brief" has nothing at /__proto__.',
  ],
  [
    "read_artifact",
    { name: "brief", pointer: 1 },
    '"pointer": expected a JSON pointer such as "/items/0".',
  ],
  [
    "shell",
    {},
    'there is no tool "shell"; there are submit_artifact, report, raise_flag, read_artifact, progress.',
  ],
])("%s %j is refused", async (tool, args, text) => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  expect(await call(tool, args)).toEqual({ isError: true, text });
  expect(readdirSync(folder)).toEqual(["order.json"]);
});

test("an artifact that was given is read whole or in part", async () => {
  const { call } = await connect(attemptFolder());
  expect(await call("read_artifact", { name: "brief" })).toEqual({
    text: '{"goals":["one","two"]}',
  });
  expect(await call("read_artifact", { name: "brief", pointer: "/goals/1" })).toEqual({
    text: '"two"',
  });
});

test("a long summary is cut at a word and that is said; long details become a file", async () => {
  const folder = attemptFolder({ ...ORDER, produces: [] });
  const { call } = await connect(folder);
  const answer = await call("report", {
    status: "failed",
    summary: "word ".repeat(200),
    details: "line\n".repeat(10),
  });
  expect(answer.text).toBe(
    'The report is kept. The summary was cut to 400 characters; write more to a file and name it in "details".',
  );
  expect(readHandedIn(folder, []).report).toEqual({
    status: "failure",
    summary: `${"word ".repeat(80).trim()}…`,
    details: "details/report.md",
    by: "tools",
  });
  expect(readFileSync(join(folder, "details/report.md"), "utf8")).toBe("line\n".repeat(10));
});

test("flags and progress are kept, bounded, and keys in them are not", async () => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  const answer = await call("raise_flag", {
    type: "Clarifier Blocked",
    text: `key ghp_${"a1".repeat(18)}?`,
  });
  expect(answer.text).toBe(
    'The flag "clarifier_blocked" is raised; a person will answer it, but not during this attempt. If you cannot go on without the answer, end with `report` and status failure.',
  );
  for (let at = 1; at < 20; at++)
    await call("raise_flag", { type: "q", text: `${at} ${"x".repeat(3_000)}` });
  expect(await call("raise_flag", { type: "q", text: "one more" })).toEqual({
    isError: true,
    text: "20 flags were raised already, and no more are taken. End with `report`.",
  });
  const { flags } = handedIn(folder);
  expect(flags).toHaveLength(20);
  expect(flags[0]).toEqual({ type: "clarifier_blocked", text: "key ***?" });
  expect(flags[1]!.text.length).toBeLessThanOrEqual(2_000);
  expect(await call("progress", { text: "half\nway" })).toEqual({ text: "Noted." });
  const line = JSON.parse(readFileSync(join(folder, "progress.jsonl"), "utf8")) as object;
  expect(line).toEqual({ at: expect.any(Number), text: "half way" });
});

test("calls that come at once, also to two processes, are all kept", async () => {
  const folder = attemptFolder();
  const [one, two] = [await connect(folder), await connect(folder)];
  await Promise.all(
    Array.from({ length: 60 }, (_, at) => {
      const { call } = at % 2 === 0 ? one : two;
      return at % 3 === 0
        ? call("submit_artifact", { name: "plan", value: { steps: [`${at}`] } })
        : call("progress", { text: `step ${at}` });
    }),
  );
  const lines = readFileSync(join(folder, "progress.jsonl"), "utf8").trim().split("\n");
  expect(lines.map((each) => (JSON.parse(each) as { text: string }).text).sort()).toHaveLength(40);
  expect(handedIn(folder).artifacts).toHaveLength(1);
  expect(readdirSync(join(folder, "artifacts"))).toEqual(["plan.json"]);
});

test("an artifact of 20 MB is answered in words, and the tools go on", async () => {
  const folder = attemptFolder();
  const { call } = await connect(folder);
  const value = { steps: ["x".repeat(20_000_000)] };
  const { text } = await call("submit_artifact", { name: "plan", value });
  expect(text).toContain(
    "- it has 20000014 bytes, 8192 are allowed. Largest: /steps/0 (20000002 bytes). Shorten it,",
  );
  expect(await call("progress", { text: "on" })).toEqual({ text: "Noted." });
});

test.each([
  ["no folder", [], /^attempt-tools: no folder was given; usage: main\.js FOLDER\n$/],
  [
    "no order",
    [undefined],
    /^attempt-tools: there is no .*order\.json; give the folder of an attempt of an agent\n$/,
  ],
  [
    "half an order",
    ['{"produces":['],
    /^attempt-tools: .*order\.json is damaged: Unexpected end of JSON input\n$/,
  ],
  [
    "an order without names",
    ['{"produces":[{"name":"../x"}],"needs":[]}'],
    /order\.json is damaged: \/produces\/0\/name: expected the name of an artifact\n$/,
  ],
  ["an order without lists", ["{}"], /order\.json is damaged: \/produces: expected a list\n$/],
  [
    "an order without schemas",
    ['{"produces":[{"name":"x"}],"needs":[]}'],
    /order\.json is damaged: \/produces\/0: expected a schema and a size\n$/,
  ],
])("with %s they say so and exit with 2", (_, orders, said) => {
  const folders = orders.length === 0 ? [] : [attemptFolder(orders[0] ?? EMPTY)];
  if (orders.length > 0 && orders[0] === undefined) {
    // A folder in which nothing lies.
    folders[0] = join(folders[0]!, "..");
  }
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...folders], {
    encoding: "utf8",
  });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toMatch(said);
});

const EMPTY = "";

const PAWL = fileURLToPath(new URL("../../../../dist/cli/main.js", import.meta.url));

test("`pawl attempt-tools` serves the same, ends when its input ends, and refuses in the same words", () => {
  const folder = attemptFolder();
  const messages = [
    {
      method: "initialize",
      params: {
        protocolVersion: "2025-06-18",
        capabilities: {},
        clientInfo: { name: "t", version: "1" },
      },
    },
    { method: "tools/call", params: { name: "progress", arguments: { text: "by hand" } } },
  ].map((each, id) => JSON.stringify({ jsonrpc: "2.0", id, ...each }));
  const served = spawnSync(process.execPath, [PAWL, "attempt-tools", folder], {
    encoding: "utf8",
    input: `${messages.join("\n")}\n`,
  });
  expect(served.status, served.stderr + served.stdout).toBe(0);
  expect(readFileSync(join(folder, "progress.jsonl"), "utf8")).toContain('"text":"by hand"');
  const refused = spawnSync(process.execPath, [PAWL, "attempt-tools", join(folder, "..")], {
    encoding: "utf8",
  });
  expect({ status: refused.status, stdout: refused.stdout }).toEqual({ status: 2, stdout: "" });
  expect(refused.stderr).toMatch(
    /there is no .*order\.json; give the folder of an attempt of an agent\n/,
  );
});
