import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import type { StatusView } from "../../src/views/status.ts";
import { carrying, gitIn, PAWL, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const TRY = { timeout: 240_000 };

/** A plan in which `lead` asks for workers; concurrency 1, so that they could not have a place of a task's. */
const planOf = (given: {
  readonly lead: string;
  readonly reader?: string;
  readonly workers?: string;
  readonly more?: string;
}): string => `pawl: 1
name: asking
concurrency: 1
agents:
  lead:
    use: scripted
    workers: { agent: reader, ${given.workers ?? "max: 8, parallel: 2"} }
    script:
      default:
${given.lead}
  reader:
${given.reader ?? READER}
phases:
  - id: find
    tasks:
      - { id: lead, agent: lead, prompt: Find it.${given.more ?? ""} }
`;

const READER = `    use: scripted
    permissions: read-only
    script:
      workers:
        deep:
          - say: "RESULT: deep\\nDATA: It is in a.ts,\\nand this is what surrounds it."
        fails:
          - report: { status: failure, summary: there is none }
        writes:
          - write: { file: written.txt, text: no }
          - report: { status: success, summary: written }
        hangs: [hang]
      default:
        - usage: { input: 90, output: 10 }
        - report: { status: success, summary: "found \${worker}" }`;

const REPORT = `        - report: { status: success, summary: "\${workers}" }`;

const asking = (...ids: readonly string[]): string =>
  `        - workers: [${ids.map((id) => `{ id: ${id}, prompt: "Find ${id}." }`).join(", ")}]`;

type Of<Type extends Event["type"]> = Extract<Event, { type: Type }>;

const told = <Type extends Event["type"]>(type: Type): Of<Type>[] =>
  place
    .events()
    .map(({ event }) => event)
    .filter((event): event is Of<Type> => event.type === type);

const ends = (): Record<string, string> =>
  Object.fromEntries(
    told("worker-ended")
      .filter((each) => !each.again)
      .map((each) => [each.worker, each.status]),
  );

const summary = (): string | undefined =>
  told("attempt-succeeded").at(-1)?.account?.report?.summary;

const folder = (attempt = 1): string =>
  join(place.dir, ".pawl", "runs", place.run(), "attempts", "find", `lead@${attempt}`);

/** How often a worker's agent was started, going by its sessions. */
function startsOf(worker: string): number {
  const [batch] = told("workers-requested");
  const below = join(folder(), "workers", batch!.batch);
  return readdirSync(below)
    .filter((name) => name.startsWith(`${worker}@`))
    .map((name) => join(below, name, "driver"))
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path).filter((name) => name.startsWith("session-"))).length;
}

const nothingIsLeft = (): Promise<void> =>
  until("nothing of the run is left", () => carrying("PAWL_RUN", place.run()).length === 0);

describe("workers that an agent asks for", () => {
  test("work side by side and answer with summaries, whatever becomes of each", TRY, async () => {
    const lead = `${asking("plain", "deep", "fails", "writes")}\n${REPORT}`;
    place.write("pawl.yaml", planOf({ lead }));
    gitIn(place.dir, "init", "-q");
    const run = await place.pawl("run", "pawl.yaml");
    expect(run.code).toBe(0);
    expect(ends()).toEqual({
      plain: "succeeded",
      deep: "succeeded",
      fails: "failed",
      writes: "failed",
    });
    expect(existsSync(join(place.dir, "written.txt"))).toBe(false);
    expect(told("attempt-started")).toHaveLength(1);
    expect(told("workers-answered")).toHaveLength(1);
    expect(summary()).toContain("2 of 4 workers succeeded");
    expect(summary()).toContain("- plain: succeeded: found plain - deep: succeeded: It is in a.ts");
    expect(run.stdout).toContain("asks for 4 workers: plain, deep, fails, writes\n");
    expect(run.stdout).toContain(
      "worker writes failed: agent reader was not allowed to use write; its permissions are read-only\n",
    );
    const deep = told("worker-ended").find((each) => each.worker === "deep");
    const details = join(place.dir, ".pawl", "runs", place.run(), deep!.details!);
    expect(readFileSync(details, "utf8")).toBe(
      "RESULT: deep\nDATA: It is in a.ts,\nand this is what surrounds it.\n",
    );
  });

  test("are shown by status, logs, metrics and the audit", TRY, async () => {
    const lead = `${asking("plain", "deep", "fails")}\n        - fail: { class: fatal, message: it is not to be found }`;
    place.write("pawl.yaml", planOf({ lead }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(1);
    const status = JSON.parse((await place.pawl("status", "--json")).stdout) as StatusView;
    expect(status.phases[0]!.tasks[0]!.workers).toEqual([
      expect.objectContaining({ id: "plain", status: "succeeded", summary: "found plain" }),
      expect.objectContaining({ id: "deep", status: "succeeded", summary: expect.any(String) }),
      expect.objectContaining({ id: "fails", status: "failed" }),
    ]);
    const why = await place.pawl("why");
    expect(why.stdout).toContain(
      "Worker fails of find/lead failed: it reports failure: there is none.",
    );
    const logs = await place.pawl("logs", "lead", "--worker", "deep");
    expect(logs.stdout).toContain("RESULT: deep\nDATA: It is in a.ts,\n");
    const prompt = await place.pawl("logs", "lead", "--worker", "deep", "--prompt");
    expect(prompt.stdout).toContain("# You are a worker\n");
    expect(prompt.stdout).toContain("Find deep.\n");
    const unknown = await place.pawl("logs", "lead", "--worker", "nobody");
    expect(unknown.stderr).toContain(
      'there is no worker "nobody": find/lead has plain, deep, fails',
    );
    const metrics = JSON.parse((await place.pawl("metrics", place.run(), "--json")).stdout) as {
      tokens: { agents: object[]; inputTokens: number };
    };
    expect(metrics.tokens.inputTokens).toBe(90);
    expect(metrics.tokens.agents).toContainEqual(
      expect.objectContaining({ id: "reader", inputTokens: 90, outputTokens: 10 }),
    );
    const { stdout } = await place.pawl("audit");
    expect(stdout).toMatch(/workers-requested +find\/lead@1 +3 workers: plain, deep, fails\n/);
    expect(stdout).toMatch(/worker-ended +find\/lead@1 +plain succeeded: found plain\n/);
  });

  test("are noticed when they write by other ways than their tools", TRY, async () => {
    const reader = `    use: command
    permissions: read-only
    command: [sh, -c, 'echo no > written.txt; echo "RESULT: sly"; echo "DATA: nothing"']`;
    place.write("pawl.yaml", planOf({ lead: `${asking("sly")}\n${REPORT}`, reader }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(told("worker-ended")[0]).toMatchObject({
      status: "failed",
      summary: "agent reader is read-only, and files changed while it worked: written.txt",
    });
  });

  test(
    "are not blamed for the files that Pawl writes meanwhile, nor for its output",
    TRY,
    async () => {
      const look = `touch .pawl/looks; before="$(cat state.json)"
          until test "$(cat state.json)" != "$before"; do sleep 0.1; done
          echo "RESULT: sees"; echo "DATA: it changed"`;
      const reader = `    use: command
    permissions: read-only
    command:
      - sh
      - -c
      - |
          ${look}`;
      const plan = planOf({ lead: `${asking("sees")}\n${REPORT}`, reader })
        .replace("concurrency: 1", "concurrency: 2\nmirror: { state: state.json }")
        .concat(`      - { id: beside, run: "until test -e .pawl/looks; do sleep 0.1; done" }\n`);
      place.write("pawl.yaml", plan);
      // Where its output goes is known on Linux alone.
      const log = process.platform === "linux" ? "log" : "/dev/null";
      const line = `exec "${process.execPath}" "${PAWL}" run pawl.yaml > ${log}`;
      await promisify(execFile)("sh", ["-c", line], { cwd: place.dir, env: place.env });
      expect(told("worker-ended")).toMatchObject([{ status: "succeeded", summary: "it changed" }]);
    },
  );

  test("that hang are ended by their own deadline, and the rest is answered", TRY, async () => {
    const lead = `${asking("hangs", "plain")}\n${REPORT}`;
    place.write("pawl.yaml", planOf({ lead, workers: "timeout: 20s" }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(ends()).toEqual({ hangs: "failed", plain: "succeeded" });
    expect(summary()).toContain("- hangs: failed: timed out after 20s");
    await nothingIsLeft();
  });

  test("may ask for workers only as deep as the plan says", TRY, async () => {
    const reader = `    use: scripted
    permissions: read-only
    script:
      workers:
        upper:
          - workers: [{ id: lower, prompt: Find it. }]
          - report: { status: success, summary: "\${workers}" }
      default:
        - report: { status: success, summary: found it below }`;
    const lead = `${asking("upper")}\n${REPORT}`;
    place.write("pawl.yaml", planOf({ lead, reader, workers: "depth: 2, parallel: 1" }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(summary()).toContain("1 of 1 workers succeeded");
    expect(summary()).toContain("- lower: succeeded: found it below");
    expect(ends()).toEqual({ lower: "succeeded", upper: "succeeded" });
  });

  test("are refused a worker that may have none, in words that it can act on", TRY, async () => {
    const reader = `    use: scripted
    permissions: read-only
    script:
      default:
        - workers: [{ id: lower, prompt: Find it. }]
        - report: { status: success, summary: "\${workers}" }`;
    place.write("pawl.yaml", planOf({ lead: `${asking("upper")}\n${REPORT}`, reader }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(told("worker-ended")).toMatchObject([
      {
        status: "succeeded",
        summary:
          "a worker may not ask for workers of its own (depth 1): do what was asked yourself",
      },
    ]);
  });

  test("are not started for a request that the tools did not write", TRY, async () => {
    const forged = `{"workers":[{"id":"a","prompt":"x"}]}`;
    const lead = `        - run: |
            mkdir -p "$(dirname "$PAWL_OUTPUT")/workers" && cd "$(dirname "$PAWL_OUTPUT")/workers"
            echo '${forged}' > 0123456789ab.request.json
            echo 'nonsense' > 0123456789ac.request.json
            ln -s /etc/passwd 0123456789ad.request.json
            for each in b c d; do
              while ! test -s "0123456789a$each.answer.json"; do sleep 0.1; done
              cat "0123456789a$each.answer.json"
            done > answers
        - report: { status: success, summary: done }`;
    place.write("pawl.yaml", planOf({ lead }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(told("workers-requested")).toEqual([]);
    expect(readFileSync(join(folder(), "workers", "answers"), "utf8")).toBe(
      [
        '{"refused":"the request is not as spawn_workers writes it"}',
        `{"refused":"the request cannot be read: Unexpected token 'o', \\"nonsense\\n\\" is not valid JSON"}`,
        '{"refused":"the request cannot be read: it is a link, not a file"}',
      ].join(""),
    );
  });
});

describe("workers end with whoever asked", () => {
  test("when that ends without waiting for them", TRY, async () => {
    const lead = `        - workers: { ask: [{ id: hangs, prompt: Find it. }], wait: false }
        - run: 'until ls "$(dirname "$PAWL_OUTPUT")"/workers/*/hangs@1/driver/session-*; do sleep 0.1; done'
        - report: { status: success, summary: done without }`;
    place.write("pawl.yaml", planOf({ lead }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(0);
    expect(ends()).toEqual({ hangs: "cancelled" });
    expect(place.types().indexOf("worker-ended")).toBeLessThan(
      place.types().indexOf("attempt-succeeded"),
    );
    await nothingIsLeft();
  });

  test("when its time is over", TRY, async () => {
    const lead = `${asking("hangs", "also", "third")}\n${REPORT}`;
    const reader = READER.replace("hangs: [hang]", "hangs: [hang]\n        also: [hang]");
    place.write("pawl.yaml", planOf({ lead, reader, more: ", timeout: 25s, retry: 1" }));
    expect((await place.pawl("run", "pawl.yaml")).code).toBe(1);
    expect(told("attempt-failed")[0]!.failure.class).toBe("timed-out");
    expect(ends()).toEqual({ hangs: "cancelled", also: "cancelled", third: "cancelled" });
    await nothingIsLeft();
  });

  test.each(["SIGINT", "abort"] as const)("when a person stops it by %s", TRY, async (how) => {
    const lead = `${asking("hangs")}\n${REPORT}`;
    place.write("pawl.yaml", planOf({ lead }));
    const run = place.start("run", "pawl.yaml");
    await until("the worker is at work", () => startsOf("hangs") === 1, 60_000);
    if (how === "abort") await place.pawl("abort");
    else {
      run.kill("SIGINT");
      // The first lets what is under way go on, and the worker hangs.
      await until("it drains", () => run.stdout.includes("again") || run.stderr.includes("again"));
      run.kill("SIGINT");
    }
    await run.ended;
    expect(ends()).toEqual({ hangs: "cancelled" });
    expect(place.types()).toContain("attempt-cancelled");
    await nothingIsLeft();
  });
});

describe("a Pawl that is killed", () => {
  const lead = `${asking("a", "b", "c", "d")}\n${REPORT}`;
  const moments: readonly (readonly [Event["type"], number])[] = [
    ["workers-requested", 1],
    ["worker-started", 2],
    ["worker-ended", 1],
    ["worker-ended", 3],
    ["worker-ended", 4],
    ["workers-answered", 1],
  ];

  test.each(moments)(
    "after %s %i loses no worker and starts none twice",
    TRY,
    async (type, count) => {
      place.write("pawl.yaml", planOf({ lead }));
      const run = place.start("run", "pawl.yaml");
      await until(`${type} is journaled`, () => told(type).length >= count, 60_000);
      run.kill("SIGKILL");
      await run.ended;
      expect((await place.pawl("resume")).code).toBe(0);
      expect(ends()).toEqual({ a: "succeeded", b: "succeeded", c: "succeeded", d: "succeeded" });
      expect(["a", "b", "c", "d"].map(startsOf)).toEqual([1, 1, 1, 1]);
      expect(told("workers-requested")).toHaveLength(1);
      expect(told("workers-answered")).toHaveLength(1);
      expect(told("attempt-started")).toHaveLength(1);
      expect(summary()).toContain("4 of 4 workers succeeded");
      await nothingIsLeft();
    },
  );

  test("does not keep an agent from asking: workers are started by the next one", TRY, async () => {
    const lead = `        - run: 'until test -e go; do sleep 0.1; done'
${asking("a", "b")}
${REPORT}`;
    place.write("pawl.yaml", planOf({ lead }));
    const run = place.start("run", "pawl.yaml");
    await until("the agent is at work", () => existsSync(join(folder(), "events.jsonl")), 60_000);
    run.kill("SIGKILL");
    await run.ended;
    place.write("go", "");
    await until("it has asked", () => existsSync(join(folder(), "workers")), 60_000);
    expect(told("workers-requested")).toEqual([]);
    expect((await place.pawl("resume")).code).toBe(0);
    expect(summary()).toContain("2 of 2 workers succeeded");
    expect(told("attempt-started")).toHaveLength(1);
  });
});
