import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasTmux, Terminal } from "../tui/terminal.ts";
import { carrying, PAWL, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const PLAIN = `pawl: 1
name: plain
concurrency: 1
on_failure: continue
phases:
  - id: build
    tasks:
      - { id: compile, run: 'echo compiling; printf "no newline"' }
      - { id: flaky, retry: { max_attempts: 2, backoff: none }, run: 'echo "try $PAWL_ATTEMPT"; test $PAWL_ATTEMPT = 2' }
      - { id: silent, run: 'true' }
      - { id: raw, run: 'printf "\\033]0;pwned\\007\\000\\377\\033[31mred\\033[0m\\r\\nend\\n"' }
  - id: later
    tasks:
      - { id: never, run: 'true', when: 'false' }
`;

async function ran(): Promise<void> {
  place.write("plan.yaml", PLAIN);
  expect((await place.pawl("run", "plan.yaml", "--json")).code).toBe(0);
}

describe("logs of a run that has ended", () => {
  test("all tasks in order, each under a header", async () => {
    await ran();
    const { stdout, stderr, code } = await place.pawl("logs");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const text = stdout.replace(/after [\d.]+m?s/g, "after #");
    expect(text.slice(0, text.indexOf("==> build/raw"))).toBe(
      [
        "==> build/compile, attempt 1, succeeded after # <==",
        "compiling",
        "no newline",
        "",
        "==> build/flaky, attempt 2 of 2, succeeded after # <==",
        "try 2",
        "",
        "==> build/silent, attempt 1, succeeded after # <==",
        "",
        "",
      ].join("\n"),
    );
  });

  test("of one task into a pipe: exactly its bytes", async () => {
    await ran();
    const bytes = execFileSync(process.execPath, [PAWL, "logs", "raw"], {
      cwd: place.dir,
      env: place.env,
    });
    expect(bytes.toString("latin1")).toBe(
      "\u001B]0;pwned\u0007\0\u00FF\u001B[31mred\u001B[0m\r\nend\n",
    );
    expect((await place.pawl("logs", place.run(), "build/compile")).stdout).toBe(
      "compiling\nno newline",
    );
  });

  test.runIf(hasTmux)(
    "of one task on a terminal: nothing that the terminal would obey",
    async () => {
      await ran();
      const shown = new Terminal(80, 24, place.dir);
      try {
        shown.type(`clear; node ${PAWL} logs raw; echo over`);
        shown.press("Enter");
        const lines = await shown.until((lines) => lines.includes("over"));
        expect(lines.slice(lines.indexOf("over") - 2, lines.indexOf("over"))).toEqual([
          "\uFFFDred",
          "end",
        ]);
        expect(shown.title()).not.toBe("pwned");
      } finally {
        shown.close();
      }
    },
  );

  test("of an earlier attempt", async () => {
    await ran();
    expect((await place.pawl("logs", "flaky", "--attempt", "1")).stdout).toBe("try 1\n");
    expect(await place.pawl("logs", "flaky", "--attempt", "3")).toMatchObject({
      code: 2,
      stderr: "pawl: build/flaky has 2 attempts so far; there is no attempt 3\n",
    });
    expect(await place.pawl("logs", "flaky", "--attempt", "last")).toMatchObject({
      code: 2,
      stderr: 'pawl: --attempt takes a number from 1, not "last"\n',
    });
  });

  test("as JSON, a line each", async () => {
    await ran();
    const { stdout } = await place.pawl("logs", "flaky", "--json");
    expect(JSON.parse(stdout)).toEqual({
      run: place.run(),
      phase: "build",
      task: "flaky",
      attempt: 2,
      text: "try 2",
    });
  });

  test("of what was not started, or is not there", async () => {
    await ran();
    expect(await place.pawl("logs", "never")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: "pawl: later/never has not been started: it is skipped\n",
    });
    expect(await place.pawl("logs", "nothing")).toMatchObject({
      code: 2,
      stderr: `pawl: run ${place.run()} has no task or phase "nothing"; its phases are build, later\n`,
    });
  });

  test("says how much was dropped of an output that was longer than is kept", async () => {
    place.write(
      "plan.yaml",
      `pawl: 1
name: long
phases:
  - id: a
    tasks:
      - { id: long, max_output: 4KB, run: 'i=0; while [ $i -lt 1000 ]; do echo "line $i"; i=$((i+1)); done' }
`,
    );
    await place.pawl("run", "plan.yaml", "--json");
    const written = Array.from({ length: 1000 }, (_, at) => `line ${at}\n`).join("");
    const { stdout, stderr } = await place.pawl("logs", "long");
    expect(written.endsWith(stdout)).toBe(true);
    const dropped = (written.length - stdout.length).toLocaleString("en");
    expect(stderr).toBe(
      `pawl: ${dropped} bytes of a/long, attempt 1, were dropped: it wrote more than is kept\n`,
    );
  });
});

const SLOW = `pawl: 1
name: slow
concurrency: 2
phases:
  - id: a
    tasks:
      - id: x
        retry: { max_attempts: 2, backoff: none }
        run: 'echo "x $PAWL_ATTEMPT begins"; while [ ! -e go$PAWL_ATTEMPT ]; do sleep 0.05; done; echo "x $PAWL_ATTEMPT ends"; test $PAWL_ATTEMPT = 2'
      - { id: y, run: 'echo "y begins"; while [ ! -e go2 ]; do sleep 0.05; done; echo "y ends"' }
`;

describe("logs -f", () => {
  test("of a task: attempt after attempt, until it has settled", async () => {
    place.write("plan.yaml", SLOW);
    const run = place.start("run", "plan.yaml", "--json");
    await until("the task has begun", () => place.types().includes("attempt-started"));
    const logs = place.start("logs", "x", "-f");
    await until("the first line came", () => logs.stdout === "x 1 begins\n");
    place.write("go1", "");
    await until("the second attempt came", () => logs.stdout.endsWith("x 2 begins\n"));
    place.write("go2", "");
    expect(await logs.ended).toMatchObject({
      code: 0,
      stdout: "x 1 begins\nx 1 ends\nx 2 begins\nx 2 ends\n",
      stderr: "",
    });
    await run.ended;
  });

  test("of all tasks: a header wherever another one speaks, until the run has ended", async () => {
    place.write("plan.yaml", SLOW);
    place.write("go1", "");
    const run = place.start("run", "plan.yaml", "--json");
    await until(
      "both write",
      () => place.types().filter((each) => each === "attempt-started").length >= 3,
    );
    const logs = place.start("logs", "-f");
    await until(
      "both were heard",
      () => /y begins/.test(logs.stdout) && /x 2 begins/.test(logs.stdout),
    );
    place.write("go2", "");
    const { stdout, code } = await logs.ended;
    expect(code).toBe(0);
    const lines = stdout.split("\n").filter((each) => each !== "" && !each.startsWith("==>"));
    expect(lines.sort()).toEqual(["x 2 begins", "x 2 ends", "y begins", "y ends"]);
    expect(stdout).toMatch(/==> a\/x, attempt 2 of 2.* <==\nx 2 begins\n/);
    expect(stdout).toMatch(/==> a\/y, attempt 1.* <==\ny begins\n/);
    await run.ended;
  });

  test("of a run whose driver was killed: what is left at work is still followed, then it says what goes on", async () => {
    place.write("plan.yaml", SLOW);
    const run = place.start("run", "plan.yaml", "--json");
    await until("the task has begun", () => place.types().includes("attempt-started"));
    const logs = place.start("logs", "x", "-f");
    await until("the first line came", () => logs.stdout === "x 1 begins\n");
    run.kill("SIGKILL");
    await run.ended;
    place.write("go1", "");
    expect(await logs.ended).toMatchObject({
      code: 0,
      stdout: "x 1 begins\nx 1 ends\n",
      stderr: `pawl: nobody drives the run, and what was under way has ended: pawl resume ${place.run()} goes on\n`,
    });
    place.write("go2", "");
    await until("nothing is left at work", () => carrying("PAWL_RUN", place.run()).length === 0);
  });
});

test("damage is told with exit status 2, whatever is asked of the run", async () => {
  await ran();
  const path = place.journalPath();
  const [first, ...rest] = readFileSync(path, "utf8").split("\n");
  place.write(`.pawl/runs/${place.run()}/journal.jsonl`, [first, ...rest.slice(1)].join("\n"));
  for (const command of ["status", "why", "logs", "metrics", "audit"]) {
    const { code, stderr, stdout } = await place.pawl(command, place.run());
    expect({ command, code, stdout }).toEqual({ command, code: 2, stdout: "" });
    expect(stderr).toContain("journal.jsonl:2");
  }
});
