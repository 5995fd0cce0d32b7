import { afterEach, beforeEach, expect, test } from "vitest";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { PAWL, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const PLAN = `pawl: 1
name: tried
agents:
  actor:
    use: scripted
    script:
      default:
        - say: "I look at it."
        - run: "echo one; echo two"
        - usage: { model: pretend, input: 1000, output: 50, cost: 0.02 }
        - report: { status: success, summary: "seen" }
      tasks:
        build/asks:
          "1":
            - flag: { type: question, text: "Which one?" }
          default:
            - expect_prompt: { contains: ["Which one?", "the first"] }
            - report: { status: success, summary: "answered" }
        build/limited:
          - fail: { class: rate-limited, message: "usage limit reached", after: 2h }
phases:
  - id: build
    tasks:
TASKS`;

const plan = (...ids: string[]): string =>
  PLAN.replace(
    "TASKS",
    ids.map((id) => `      - { id: ${id}, agent: actor, prompt: "Do it." }\n`).join(""),
  );

test("an agent's attempt is read in words, as it came, as events, and by its prompt", async () => {
  place.write("pawl.yaml", plan("code"));
  expect((await place.pawl("run", "pawl.yaml", "--json")).code).toBe(0);
  const { stdout } = await place.pawl("logs", "code");
  expect(stdout.replace(/session \S+/, "session #")).toBe(
    [
      "agent started: session #",
      "I look at it.",
      "$ echo one; echo two",
      "  one",
      "  two",
      "report status=success, summary=seen",
      "  The report is kept.",
      "used 1,000 tokens in, 50 out; 1 request; $0.0200",
      "",
    ].join("\n"),
  );
  const raw = (await place.pawl("logs", "code", "--raw")).stdout.split("\n");
  expect(raw).toContain('{"type":"text","text":"I look at it."}');
  const events = (await place.pawl("logs", "code", "--events")).stdout.trimEnd().split("\n");
  expect(events.map((each) => JSON.parse(each) as unknown)).toContainEqual(
    expect.objectContaining({ phase: "build", attempt: 1, type: "text", text: "I look at it." }),
  );
  expect((await place.pawl("logs", "code", "--prompt")).stdout).toContain("Do it.");
  const { stdout: told } = await place.pawl("metrics", place.run());
  expect(told).toContain("  cost        $0.0200\n");
});

test("what an agent asks stops its run with exit 4, and its next attempt is told the answer", async () => {
  place.write("pawl.yaml", plan("asks"));
  const run = await place.pawl("run", "pawl.yaml");
  expect(run.code).toBe(4);
  const command = `pawl answer ${place.run()} build/asks`;
  expect(run.stdout).toContain(`run is blocked: build/asks must be answered; ${command} TEXT\n`);
  expect((await place.pawl(...command.split(" ").slice(1), "the first")).code).toBe(0);
  expect((await place.pawl("resume")).code).toBe(0);
});

test.runIf(hasTmux)("the live screen keeps the command that answers", async () => {
  place.write("pawl.yaml", plan("asks"));
  const shown = new Terminal(160, 30, place.dir);
  try {
    shown.type(`clear; node ${PAWL} run pawl.yaml; echo over $?`);
    shown.press("Enter");
    const lines = await shown.until((lines) => lines.includes("over 4"));
    expect(lines.filter((each) => each.includes("asks: Which one?"))).toEqual([
      expect.stringMatching(
        /^build\/asks asks: Which one\?; .*pawl answer tried-\S+ build\/asks TEXT answers it$/,
      ),
      expect.stringMatching(/asks .* asks: Which one\?$/),
    ]);
  } finally {
    shown.close();
  }
});

test("an agent's limit is waited for, and why says until when", async () => {
  place.write("pawl.yaml", plan("limited"));
  const run = place.start("run", "pawl.yaml", "--json");
  await until("the limit was met", () => place.types().includes("attempt-failed"));
  expect((await place.pawl("why")).stdout).toMatch(
    /\nbuild\/limited waits until (?:\d{4}-\d\d-\d\d )?\d\d:\d\d for the limit of agent actor; uses up no try\. The agent said: .*usage limit reached/,
  );
  run.kill("SIGINT");
  expect((await run.ended).code).toBe(130);
});

test("what was wrong with an artifact that the tools refused is in the next attempt's prompt", async () => {
  place.write(
    "pawl.yaml",
    `pawl: 1
name: refused
agents:
  actor:
    use: scripted
    script:
      tasks:
        build:
          "1":
            - submit: { artifact: notes, value: { status: bad } }
            - report: { status: success, summary: "done" }
          resume:
            - expect_prompt:
                contains: ['artifact "notes" did not fit when it was handed in:', '- /status: found "bad"']
            - submit: { artifact: notes, value: { status: ok } }
            - report: { status: success, summary: "done" }
phases:
  - id: build
    agent: actor
    prompt: Do it.
    produces: { notes: { schema: { type: object, properties: { status: { const: ok } } } } }
`,
  );
  const { code, stderr } = await place.pawl("run", "pawl.yaml", "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
});
