import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Agent } from "../../src/core/agent.ts";
import type { Event } from "../../src/core/events.ts";
import { phaseId, taskId } from "../../src/core/ids.ts";
import type { Plan } from "../../src/core/plan.ts";
import type { AttemptResult } from "../../src/core/result.ts";
import type { Driving } from "../../src/engine/engine.ts";
import { batchName } from "../../src/executors/agent/attemptTools/workerFiles.ts";
import { memoryStore } from "../../src/stores/memory/store.ts";
import { planOf, rig, SOURCE } from "./rig.ts";
import type { HeldExecutor, Rig } from "./rig.ts";

const agent = (id: string, more: Partial<Agent> = {}): Agent => ({
  id,
  use: "scripted",
  script: "default: []",
  permissions: "edit",
  stallMs: 0,
  attemptTools: true,
  ...more,
});

const PLAN: Plan = {
  ...planOf([], { concurrency: 1 }),
  agents: {
    lead: agent("lead", {
      workers: { agent: "reader", max: 4, parallel: 2, depth: 1, timeoutMs: 5_000 },
    }),
    reader: agent("reader", { env: { WHO: "reader" } }),
  },
  phases: [
    {
      id: phaseId("p"),
      dependsOn: [],
      when: "success",
      checkpoint: false,
      tasks: [{ kind: "agent", id: taskId("lead"), dependsOn: [], agent: "lead", prompt: "Do." }],
    },
  ],
};

const wanting = (...ids: readonly string[]) => ids.map((id) => ({ id, prompt: `Find ${id}.` }));

const found = (summary: string): AttemptResult => ({
  type: "succeeded",
  account: { report: { status: "success", summary, by: "tools" } },
});

const SECRET = ["hush", "hush", "4711"].join("-");

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "pawl-workers-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A run of the plan, with what its lead does by its tools. */
class Lead {
  readonly store = memoryStore();
  rig: Rig;
  driving!: Driving;

  constructor() {
    this.rig = this.#rig();
  }

  #rig(): Rig {
    const env = { DEPLOY_TOKEN: SECRET };
    return rig({ store: this.store, folderOf: (run) => join(folder, run), env });
  }

  async start(plan = PLAN): Promise<this> {
    this.driving = await this.rig.engine.start(plan, { source: SOURCE });
    await this.executor.untilStarted(1);
    return this;
  }

  /** Its driver dies; another takes the run up. */
  async resume(): Promise<void> {
    this.driving.detach();
    await this.driving.finished;
    this.rig = this.#rig();
    this.driving = await this.rig.engine.resume(this.driving.run);
    await this.executor.untilAdopted();
  }

  get executor(): HeldExecutor {
    return this.rig.executor;
  }

  get folder(): string {
    return join(folder, this.driving.run, "attempts/p/lead@1/workers");
  }

  /** Leaves a request as the tool does, and gives the batch. */
  ask(list: readonly { id: string; prompt: string }[]): string {
    const batch = batchName(undefined, list);
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, `${batch}.request.json`), JSON.stringify({ workers: list }));
    return batch;
  }

  async answer(batch: string): Promise<unknown> {
    const path = join(this.folder, `${batch}.answer.json`);
    await expect.poll(() => existsSync(path), { timeout: 10_000 }).toBe(true);
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  }

  async events(): Promise<Event[]> {
    return (await this.store.read(this.driving.run)).events.map(({ event }) => event);
  }

  async types(): Promise<string[]> {
    return (await this.events())
      .map(({ type }) => type)
      .filter((type) => /worker|attempt/.test(type));
  }
}

describe("workers in the hands of a driver", () => {
  test("get an order of their own: read-only, without a place of a task's, below their asker", async () => {
    const lead = await new Lead().start();
    const batch = lead.ask(wanting("a", "b", "c"));
    await lead.executor.untilStarted(3);
    const [, order] = lead.executor.started;
    expect(order).toMatchObject({
      folder: join(lead.folder, batch, "a@1"),
      marker: `${lead.driving.run}/p/lead@1/${batch}/a@1`,
      timeoutMs: 5_000,
      env: { WHO: "reader", PAWL_WORKER: "a", PAWL_TASK: "lead" },
      agent: {
        agent: { id: "reader", permissions: "read-only" },
        prompt: "Find a.",
        worker: { batch, worker: "a", depth: 1 },
      },
    });
    expect(order!.agent!.agent.workers).toBeUndefined();
    lead.executor.end("/a@1", found("it is here"));
    await lead.executor.untilStarted(4);
    lead.executor.end("/b@1", found("and there"));
    lead.executor.end("/c@1", { type: "failed", failure: { class: "timed-out", message: "late" } });
    expect(await lead.answer(batch)).toEqual({
      workers: [
        { id: "a", status: "succeeded", summary: "it is here" },
        { id: "b", status: "succeeded", summary: "and there" },
        { id: "c", status: "failed", summary: "late" },
      ],
    });
    lead.executor.end("/lead@1");
    expect((await lead.driving.finished).status).toBe("completed");
  });

  test("are given no secret that their asker writes into a prompt: the journal keeps it", async () => {
    const lead = await new Lead().start();
    lead.ask([{ id: "a", prompt: `What does ${SECRET} open?` }]);
    await lead.executor.untilStarted(2);
    expect(lead.executor.started[1]!.agent!.prompt).toBe("What does *** open?");
    expect(JSON.stringify(await lead.events())).not.toContain(SECRET);
    lead.executor.end("/lead@1");
    await lead.driving.finished;
  });

  test("may write nowhere in a sandbox, where their asker may", async () => {
    const boxed = { ...PLAN, defaults: { ...PLAN.defaults, isolation: "sandbox" as const } };
    const lead = await new Lead().start(boxed);
    lead.ask(wanting("a"));
    await lead.executor.untilStarted(2);
    const [own, order] = lead.executor.started;
    expect(own!.sandbox!.writable).toEqual(["/nowhere"]);
    expect(order!.sandbox!.writable).toEqual([]);
    expect(order!.sandbox!.readOnly).toContain("/nowhere");
    lead.executor.end("/lead@1");
    await lead.driving.finished;
  });

  test("are refused where somebody writes a request that the tool would not", async () => {
    const lead = await new Lead().start();
    const many = lead.ask(
      Array.from({ length: 1_000 }, (_, at) => ({ id: `w${at}`, prompt: "x" })),
    );
    expect(await lead.answer(many)).toEqual({
      refused: "1000 workers are asked for, and 4 more may be. Ask for fewer, each for more",
    });
    lead.executor.end("/lead@1");
    await lead.driving.finished;
    expect(await lead.types()).toEqual(["attempt-started", "attempt-succeeded"]);
  });

  test("write nothing where a link of their asker's leads", async () => {
    const lead = await new Lead().start();
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    const batch = lead.ask(wanting("a"));
    await lead.executor.untilStarted(2);
    rmSync(lead.folder, { recursive: true });
    symlinkSync(elsewhere, lead.folder);
    lead.executor.end("/a@1", found("it"));
    await expect.poll(() => lead.types()).toContain("worker-ended");
    lead.executor.end("/lead@1");
    await lead.driving.finished;
    expect(existsSync(join(elsewhere, `${batch}.answer.json`))).toBe(false);
    expect(await lead.types()).not.toContain("workers-answered");
  });

  test("are cancelled when whoever asked has ended, whose end is told after theirs", async () => {
    const lead = await new Lead().start();
    const batch = lead.ask(wanting("a", "b", "c"));
    await lead.executor.untilStarted(3);
    lead.executor.end("/lead@1");
    await lead.driving.finished;
    expect(lead.executor.cancelled.map((each) => each.split("/").slice(-2))).toEqual([
      [batch, "a@1"],
      [batch, "b@1"],
    ]);
    expect(await lead.types()).toEqual([
      "attempt-started",
      "workers-requested",
      "worker-started",
      "worker-started",
      "worker-ended",
      "worker-ended",
      "attempt-succeeded",
      "worker-ended",
    ]);
  });

  test.each(["cancel", "drain"] as const)("where a person interrupts: %s", async (how) => {
    const lead = await new Lead().start();
    const batch = lead.ask(wanting("a"));
    await lead.executor.untilStarted(2);
    lead.driving[how]();
    // What drains is helped to its end, and it may still ask.
    if (how === "drain") {
      lead.ask(wanting("b"));
      await lead.executor.untilStarted(3);
      lead.executor.end("/a@1", found("a"));
      await lead.answer(batch);
      lead.executor.end("/b@1", found("b"));
      lead.executor.end("/lead@1");
    }
    await lead.driving.finished;
    const ends = (await lead.events()).filter((each) => each.type === "worker-ended");
    expect(ends.map((each) => each.status)).toEqual(
      how === "drain" ? ["succeeded", "succeeded"] : ["cancelled"],
    );
  });

  test("are adopted by the next driver, or begun again where this one never started them", async () => {
    const lead = await new Lead().start();
    const batch = lead.ask(wanting("a", "b"));
    await lead.executor.untilStarted(3);
    await lead.resume();
    expect(lead.executor.started).toEqual([]);
    expect(lead.executor.adopted.map((each) => each.split("/").at(-1))).toEqual([
      "a@1",
      "b@1",
      "lead@1",
    ]);
    lead.executor.end("/a@1", found("as it ended"));
    const failure = { class: "lost", message: "never started", unstarted: true } as const;
    lead.executor.end("/b@1", { type: "failed", failure });
    await lead.executor.untilStarted(1);
    expect(lead.executor.started[0]!.folder).toBe(join(lead.folder, batch, "b@2"));
    lead.executor.end("/b@2", found("after all"));
    expect(await lead.answer(batch)).toEqual({
      workers: [
        { id: "a", status: "succeeded", summary: "as it ended" },
        { id: "b", status: "succeeded", summary: "after all" },
      ],
    });
    lead.executor.end("/lead@1");
    expect((await lead.driving.finished).status).toBe("completed");
  });

  test("are told of once, also where the driver died after it had written the answer", async () => {
    const lead = await new Lead().start();
    const batch = lead.ask(wanting("a"));
    await lead.executor.untilStarted(2);
    // As if an earlier driver had written it and died before it said so.
    writeFileSync(join(lead.folder, `${batch}.answer.json`), "written before");
    lead.executor.end("/a@1", found("it"));
    await expect.poll(() => lead.types()).toContain("workers-answered");
    expect(readFileSync(join(lead.folder, `${batch}.answer.json`), "utf8")).toBe("written before");
    lead.executor.end("/lead@1");
    await lead.driving.finished;
  });
});
