import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { encodeBatch } from "../../src/journal/codec.ts";
import type { Head } from "../../src/journal/codec.ts";
import { carrying, isThere, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const plan = (tasks: string, more = ""): string =>
  `pawl: 1\nname: faults\n${more}phases:\n  - id: work\n    tasks:\n${tasks}`;
const task = (id: string, run: string, more = ""): string =>
  `      - { id: ${id}, run: ${JSON.stringify(run)}${more} }\n`;

/** A task that waits for a file, so that the test says when it ends. */
const WAIT = "while [ ! -e go ]; do sleep 0.02; done";

describe("plans that cannot be read: exit 2, and no run is begun", () => {
  const cases: [string, string | Buffer, RegExp][] = [
    ["empty", "", /plan\.yaml.*empty/],
    [
      "binary",
      Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 0]),
      /plan\.yaml {2}error {2}not a text file: byte 4 is zero/,
    ],
    [
      "of 50 MB",
      Buffer.alloc(50 * 1024 * 1024, "a"),
      /52\.4 MB is too large for a plan; at most 16 MiB are read/,
    ],
    ["not UTF-8", Buffer.from([0x6e, 0x61, 0x6d, 0x65, 0x3a, 0x20, 0xff, 0xfe, 0x0a]), /UTF-8/],
    [
      "a YAML bomb",
      `a: &a [x,x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f", "g", "h", "i"].map((id, at) => `${id}: &${id} [${Array(9).fill(`*${"abcdefgh"[at]}`).join(",")}]\n`).join("")}`,
      /plan\.yaml/,
    ],
    [
      "with an unknown key",
      plan(task("a", "true")).replace("name:", "nmae:"),
      /did you mean "?name/,
    ],
  ];
  test.each(cases)("%s", async (_, content, text) => {
    place.write("plan.yaml", content);
    for (const command of ["validate", "run"]) {
      const ended = await place.pawl(command, "plan.yaml");
      expect(ended.code).toBe(2);
      expect(ended.stdout + ended.stderr).toMatch(text);
    }
    expect(() => place.run()).toThrow();
  });

  test("missing", async () => {
    place.write("plan.yaml", plan(task("a", "true")));
    const ended = await place.pawl("run", "plam.yaml");
    expect(ended.code).toBe(2);
    expect(ended.stdout + ended.stderr).toMatch(/plam\.yaml[\s\S]*plan\.yaml/);
  });
});

test("a plan whose file changes during the run: the frozen one is used, and that is said", async () => {
  place.write(
    "plan.yaml",
    plan(task("a", "false") + task("b", "echo first > b.txt", ", depends_on: a")),
  );
  expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
  place.write(
    "plan.yaml",
    plan(task("a", "true") + task("b", "echo second > b.txt", ", depends_on: a")),
  );
  await place.pawl("skip", "a");
  const ended = await place.pawl("resume");
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain(
    `${join(place.dir, "plan.yaml")} has changed since the run started; the run goes on with the plan as it was then`,
  );
  expect(place.read("b.txt")).toBe("first\n");
});

test("a run id that does not exist, or climbs out of its folder", async () => {
  place.write("plan.yaml", plan(task("a", "true")));
  await place.pawl("run", "plan.yaml");
  const id = place.run();
  for (const wrong of ["nope", "../../etc", "..", "/etc/passwd"]) {
    for (const command of ["status", "resume", "why", "logs", "abort", "pause"]) {
      const ended = await place.pawl(command, wrong, ...(command === "logs" ? ["x"] : []));
      expect(ended.code, `${command} ${wrong}`).toBe(2);
      expect(ended.stderr).toBe(
        `pawl: there is no run "${wrong}"; the latest are ${id} (pawl runs lists all)\n`,
      );
    }
  }
});

describe("a journal that was damaged between two commands", () => {
  beforeEach(async () => {
    place.write("plan.yaml", plan(task("a", "echo a >> ran; false") + task("b", "true")));
    expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
  });

  test("a flipped byte: every command refuses with run, line and what to do, and writes nothing", async () => {
    const path = place.journalPath();
    const damaged = readFileSync(path, "utf8").replace('"task":"a"', '"task":"x"');
    writeFileSync(path, damaged);
    for (const command of [
      ["status"],
      ["why"],
      ["resume"],
      ["retry", "a"],
      ["abort"],
      ["audit", "--verify"],
    ]) {
      const ended = await place.pawl(...command);
      expect(ended.code, command.join(" ")).toBe(2);
      expect(ended.stdout + ended.stderr).toMatch(
        new RegExp(
          `the journal of run ${place.run()} is damaged: .*journal\\.jsonl:\\d+ was changed after it was written`,
        ),
      );
      expect(readFileSync(path, "utf8")).toBe(damaged);
    }
  });

  test("a torn last line: cut off, said, and the run goes on", async () => {
    const path = place.journalPath();
    appendFileSync(path, '{"hash":"00');
    const ended = await place.pawl("resume");
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain("the last 11 bytes of");
    expect((await place.pawl("audit", "--verify")).code).toBe(0);
  });

  test("the copy beside it restores the run", async () => {
    const path = place.journalPath();
    writeFileSync(path, "nonsense\n");
    copyFileSync(path.replace(".jsonl", ".backup.jsonl"), path);
    expect((await place.pawl("status")).code).toBe(0);
  });
});

describe("folders that cannot be written", () => {
  let mount: string;
  beforeEach(() => {
    mount = join(place.dir, "mount");
    mkdirSync(mount);
  });
  afterEach(() => execFileSync("umount", [mount]));

  test("a full disk: said, nothing half-written, and the run goes on when there is room", async () => {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", mount]);
    const fill = task("fill", "head -c 2000000 /dev/zero > filler 2>/dev/null; true");
    const rest = Array.from({ length: 40 }, (_, at) =>
      task(`t${at}`, "true", `, depends_on: fill`),
    );
    writeFileSync(join(mount, "plan.yaml"), plan(fill + rest.join("")));
    const full = await place.pawl("-C", mount, "run", "plan.yaml");
    expect(full.code).toBe(2);
    expect(full.stderr).toMatch(
      /^pawl: cannot write to .*journal\.jsonl: the disk is full\. Nothing is half-written; what is under way goes on by itself\. Mend it, then: pawl -C \S+ resume faults-\d+-\w+$/m,
    );
    rmSync(join(mount, "filler"));
    // What the full disk made fail for good before the journal met it takes a second resume.
    const first = await place.pawl("-C", mount, "resume");
    const ended = first.code === 0 ? first : await place.pawl("-C", mount, "resume");
    expect(ended.code, ended.stderr + ended.stdout).toBe(0);
  });

  test("a folder that is read-only", async () => {
    execFileSync("mount", ["-t", "tmpfs", "tmpfs", mount]);
    writeFileSync(join(mount, "plan.yaml"), plan(task("a", "true")));
    execFileSync("mount", ["-o", "remount,ro", mount]);
    const ended = await place.pawl("-C", mount, "run", "plan.yaml");
    expect(ended.code).toBe(2);
    expect(ended.stderr).toMatch(/^pawl: cannot make .*\.pawl.*: the file system is read-only/m);
  });
});

test("a clock that was set back: a rest that was journaled for tomorrow is not waited for", async () => {
  const retry = ", retry: { max_attempts: 2, delay: 200ms, backoff: constant, jitter: 0 }";
  place.write("plan.yaml", plan(task("a", 'echo x >> tries; [ "$PAWL_ATTEMPT" = 2 ]', retry)));
  const first = place.start("run", "plan.yaml");
  await until("the first try has failed", () => place.types().includes("attempt-failed"));
  first.kill("SIGKILL");
  await first.ended;
  shiftIntoTomorrow(place.journalPath());
  rmSync(join(place.dir, "tries"));
  const ended = await place.pawl("resume");
  expect(ended.code).toBe(0);
  expect(place.read("tries")).toBe("x\n");
  const times = place.events().map((each) => each.at);
  expect([...times].sort((a, b) => a - b)).toEqual(times);
});

/** Writes a journal again as it would be, had the machine's clock been a day ahead; ends after the failed attempt. */
function shiftIntoTomorrow(path: string): void {
  const day = 86_400_000;
  let head: Head = { seq: 0, hash: "" };
  let text = "";
  for (const { at, event } of place.events()) {
    if (event.type === "attempt-failed" && event.retry) {
      const later = { ...event, retry: { ...event.retry, at: event.retry.at + day } };
      const line = encodeBatch(head, [later], at + day);
      writeFileSync(path, text + line.text);
      return;
    }
    const line = encodeBatch(head, [event], at + day);
    text += line.text;
    head = line.head;
  }
}

describe("two at once", () => {
  test("a second resume is told who drives, and does no harm", async () => {
    place.write("plan.yaml", plan(task("a", WAIT)));
    const first = place.start("run", "plan.yaml");
    await until("the task runs", () => place.types().includes("attempt-started"));
    const second = await place.pawl("resume");
    expect(second.code).toBe(6);
    expect(second.stderr).toBe(
      `pawl: run ${place.run()} is driven by process ${first.child.pid} on ${hostname()}; pawl status ${place.run()} --watch follows it\n`,
    );
    place.write("go", "");
    expect((await first.ended).code).toBe(0);
  });

  test("ten at once on a run that nobody drives: one drives, the others are told", async () => {
    place.write("plan.yaml", plan(task("a", `echo x >> ran; ${WAIT}`)));
    const first = place.start("run", "plan.yaml");
    await until("the task runs", () => place.types().includes("attempt-started"));
    first.kill("SIGKILL");
    await first.ended;
    const all = Array.from({ length: 10 }, () => place.start("resume"));
    await until(
      "nine have been told",
      () => all.filter((each) => each.child.exitCode === 6).length === 9,
    );
    place.write("go", "");
    const codes = (await Promise.all(all.map((each) => each.ended))).map((each) => each.code);
    expect(codes.filter((each) => each === 6)).toHaveLength(9);
    expect(codes).toContain(0);
    expect(place.read("ran")).toBe("x\n");
  });
});

test("SIGKILL of an attempt: said, and tried again", async () => {
  place.write(
    "plan.yaml",
    plan(
      task(
        "a",
        'echo $$ > pid; [ "$PAWL_ATTEMPT" = 2 ] || sleep 1000',
        ", retry: { max_attempts: 2, delay: 10ms }",
      ),
    ),
  );
  const run = place.start("run", "plan.yaml");
  await until("the task runs", () => place.read("pid").trim() !== "");
  process.kill(Number(place.read("pid")), "SIGKILL");
  const ended = await run.ended;
  expect(ended.code).toBe(0);
  const failure = place
    .events()
    .map((each) => each.event)
    .find((each) => each.type === "attempt-failed");
  expect(failure).toMatchObject({
    failure: { class: "transient", message: "killed by SIGKILL", signal: "SIGKILL" },
  });
});

test("an attempt outlives a Pawl that is killed, and is adopted with its result and outputs", async () => {
  const use = ', depends_on: a, env: { GOT: { from: "outputs.a.word" } }';
  place.write(
    "plan.yaml",
    plan(
      task("a", `echo x >> ran; echo $$ > pid; ${WAIT}; echo word=hello >> "$PAWL_OUTPUT"`) +
        task("b", 'echo "$GOT" > got', use),
    ),
  );
  const first = place.start("run", "plan.yaml");
  await until("the task runs", () => place.read("pid").trim() !== "");
  first.kill("SIGKILL");
  await first.ended;
  expect(isThere(Number(place.read("pid")))).toBe(true);
  const second = place.start("resume");
  await until("it was taken up", () => place.types().includes("run-resumed"));
  place.write("go", "");
  expect((await second.ended).code).toBe(0);
  expect(place.read("ran")).toBe("x\n");
  expect(place.read("got")).toBe("hello\n");
});

test("abort leaves nothing behind, whether anybody drives the run or not", async () => {
  place.write("plan.yaml", plan(task("a", "(setsid sleep 1000 &); sleep 1000")));
  const first = place.start("run", "plan.yaml");
  await until("the task and its daemon run", () => carrying("PAWL_RUN", place.run()).length >= 3);
  const aborted = await place.pawl("abort", "--reason", "enough");
  expect(aborted).toMatchObject({
    code: 0,
    stdout: `run ${place.run()} is aborted; nothing of it is left running\n`,
  });
  expect((await first.ended).code).toBe(1);
  expect(carrying("PAWL_RUN", place.run())).toEqual([]);

  const other = new Workspace();
  try {
    other.write("plan.yaml", plan(task("a", "(setsid sleep 1000 &); sleep 1000")));
    const lone = other.start("run", "plan.yaml");
    await until("the task and its daemon run", () => carrying("PAWL_RUN", other.run()).length >= 3);
    lone.kill("SIGKILL");
    await lone.ended;
    expect((await other.pawl("abort")).code).toBe(0);
    expect(carrying("PAWL_RUN", other.run())).toEqual([]);
    expect((await other.pawl("resume")).stderr).toBe(
      `pawl: run ${other.run()} was aborted and does not go on; start a new run of its plan\n`,
    );
  } finally {
    other.remove();
  }
});

describe("Ctrl-C", () => {
  test("once: nothing new starts, what is under way ends, and the run can be resumed", async () => {
    place.write(
      "plan.yaml",
      plan(task("a", `${WAIT}; echo a >> ran`) + task("b", "echo b >> ran", ", depends_on: a")),
    );
    const run = place.start("run", "plan.yaml");
    await until("the task runs", () => place.types().includes("attempt-started"));
    run.kill("SIGINT");
    await until("it says so", () => run.stdout.includes("interrupted: nothing new is started"));
    place.write("go", "");
    const ended = await run.ended;
    expect(ended.code).toBe(130);
    expect(place.read("ran")).toBe("a\n");
    expect(place.types().at(-1)).toBe("run-paused");
    expect((await place.pawl("resume")).code).toBe(0);
    expect(place.read("ran")).toBe("a\nb\n");
  });

  test("twice: what is under way is cancelled, and a resume does it again", async () => {
    place.write("plan.yaml", plan(task("a", "[ -e again ] || sleep 1000")));
    const run = place.start("run", "plan.yaml");
    await until("the task runs", () => place.types().includes("attempt-started"));
    run.kill("SIGINT");
    await until("it says so", () => run.stdout.includes("interrupted: nothing new is started"));
    run.kill("SIGINT");
    expect((await run.ended).code).toBe(130);
    expect(carrying("PAWL_RUN", place.run())).toEqual([]);
    place.write("again", "");
    expect((await place.pawl("resume")).code).toBe(0);
  });
});

test("timeouts: the attempt is ended, with what it started, and told as timed out", async () => {
  place.write(
    "plan.yaml",
    plan(task("a", "(setsid sleep 1000 &); sleep 1000", ", timeout: 300ms, grace: 100ms")),
  );
  const ended = await place.pawl("run", "plan.yaml");
  expect(ended.code).toBe(1);
  const failure = place
    .events()
    .map((each) => each.event)
    .find((each) => each.type === "attempt-failed");
  expect(failure).toMatchObject({
    failure: { class: "timed-out", message: "timed out after 300ms" },
  });
  expect(carrying("PAWL_RUN", place.run())).toEqual([]);
});

test("a closed pipe ends the printing quietly", async () => {
  place.write("plan.yaml", plan(task("a", "true")));
  await place.pawl("run", "plan.yaml");
  const script = `"${process.execPath}" "$PAWL_MAIN" runs | true; echo "status \${PIPESTATUS[0]}"`;
  const out = execFileSync("bash", ["-c", script], {
    cwd: place.dir,
    env: { ...place.env, PAWL_MAIN: new URL("../../dist/cli/main.js", import.meta.url).pathname },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  expect(out).toBe("status 0\n");
});
