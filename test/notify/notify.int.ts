import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { evolve } from "../../src/core/evolve.ts";
import { runId } from "../../src/core/ids.ts";
import type { Notify, NotifyOn } from "../../src/core/plan.ts";
import type { Run } from "../../src/core/run.ts";
import { notifyAll, occasionOf } from "../../src/notify/notify.ts";
import { agentTask, phase, plan } from "../core/plans.ts";
import { planOf } from "../engine/rig.ts";
import { DIGEST, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";

let dir: string;
let server: Server | undefined;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), "pawl-notify-"))));
afterEach(async () => {
  rmSync(dir, { recursive: true, force: true });
  server?.closeAllConnections();
  if (server) await new Promise((resolve) => server!.close(resolve));
  server = undefined;
});

/** A real server on a free port; gives its address. */
async function serve(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<string> {
  const made = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => answer(request, response, body));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const ALL: NotifyOn[] = ["waiting", "blocked", "failed", "completed"];
const webhook = (url: string, more: Partial<Notify> = {}): Notify => ({
  on: ALL,
  target: { type: "webhook", url },
  timeoutMs: 5_000,
  ...more,
});
const command = (run: string, more: Partial<Notify> = {}): Notify => ({
  on: ALL,
  target: { type: "command", run },
  timeoutMs: 5_000,
  ...more,
});

function endedRun(notify: Notify[], how: "run-completed" | "run-failed"): Run {
  const plan = planOf([{ id: "a", tasks: [{ id: "x" }] }], { notify });
  const by = { user: "u", host: "h", pid: 1 };
  const source = { path: join(dir, "plan.yaml"), sha256: "", dir };
  const event = {
    type: "run-started",
    run: runId("r-1"),
    plan,
    source,
    params: {},
    options: {},
    by,
    version: "0",
  } as const;
  const run = evolve(undefined, { seq: 1, at: 0, event });
  return evolve(run, { seq: 2, at: 1, event: { type: how } });
}

test("a blocked run tells what is asked, and the command that answers it", async () => {
  const got: string[] = [];
  const url = await serve((_request, response, body) => {
    got.push(body);
    response.end();
  });
  const out = join(dir, "told");
  const notify = [webhook(url), command(`printf %s "$PAWL_NOTIFY_TEXT" > ${out}`)];
  const asks = plan([phase("build", [agentTask("code")])], { notify });
  const { is } = given(asks).asks("build/code", "Which?\n\u0000 A or B");
  // The story's plan lies in a folder that is not there.
  const run = { ...is, source: { ...is.source, dir } };
  expect(await notifyAll(run, process.env)).toEqual([]);
  const asking = {
    task: "build/code",
    question: "Which? A or B",
    command: "pawl answer r-1 build/code TEXT",
  };
  const text =
    'run r-1 of "a plan" is blocked: build/code asks: Which? A or B (pawl answer r-1 build/code TEXT)';
  const facts = { on: "blocked", run: "r-1", plan: "a plan", status: "blocked" };
  expect(JSON.parse(got[0]!)).toEqual({ ...facts, text, asking: [asking] });
  expect(readFileSync(out, "utf8")).toBe(text);
});

test("of a run that waits it is told what must be approved, and how it is shown", async () => {
  const got: string[] = [];
  const url = await serve((_request, response, body) => {
    got.push(body);
    response.end();
  });
  const waits = waitsForApproval(given({ ...gated(), notify: [webhook(url)] }));
  expect(await notifyAll(waits.is, process.env)).toEqual([]);
  expect(JSON.parse(got[0]!)).toEqual({
    on: "waiting",
    run: "r-1",
    plan: "a plan",
    status: "waiting",
    text: 'run r-1 of "a plan" is waiting: build must be approved (pawl approve r-1 build)',
    approving: [
      {
        phase: "build",
        phrase: "proceed to ship",
        digest: DIGEST,
        command: "pawl approve r-1 build",
      },
    ],
  });
});

test("a webhook gets one JSON document", async () => {
  const got: string[] = [];
  const url = await serve((request, response, body) => {
    got.push(`${request.method} ${request.headers["content-type"]} ${body}`);
    response.end();
  });
  expect(await notifyAll(endedRun([webhook(url)], "run-completed"), process.env)).toEqual([]);
  expect(got).toEqual([
    'POST application/json {"on":"completed","run":"r-1","plan":"test","status":"completed","text":"run r-1 of \\"test\\" is completed"}',
  ]);
});

test("a command gets it in its environment, and nothing that the allow-list keeps back", async () => {
  const file = join(dir, "told");
  const env = { PATH: process.env["PATH"], SECRET_TOKEN: "s3cret" };
  const problems = await notifyAll(
    endedRun(
      [command(`echo "$PAWL_NOTIFY_ON $PAWL_NOTIFY_RUN $PAWL_NOTIFY_TEXT [$SECRET_TOKEN]" > told`)],
      "run-failed",
    ),
    env,
  );
  expect(problems).toEqual([]);
  expect(readFileSync(file, "utf8")).toBe('failed r-1 run r-1 of "test" is failed []\n');
});

test("only those who asked for the occasion are told", async () => {
  const run = endedRun(
    [
      command("echo a >> told", { on: ["failed"] }),
      command("echo b >> told", { on: ["completed"] }),
    ],
    "run-completed",
  );
  expect(await notifyAll(run, process.env)).toEqual([]);
  expect(readFileSync(join(dir, "told"), "utf8")).toBe("b\n");
});

test("a server that answers 500 is told of, without the secret of its address", async () => {
  const url = await serve((_, response) => response.writeHead(500).end());
  const problems = await notifyAll(
    endedRun([webhook(`${url}/hook/s3cret`)], "run-completed"),
    process.env,
  );
  expect(problems).toEqual([
    `notification not delivered: the webhook at ${new URL(url).host} answered 500; the run is not affected`,
  ]);
});

test("a server that is down is told of", async () => {
  const url = await serve(() => undefined);
  const { host } = new URL(url);
  await new Promise((resolve) => server!.close(resolve));
  server = undefined;
  expect(await notifyAll(endedRun([webhook(url)], "run-completed"), process.env)).toEqual([
    `notification not delivered: the webhook at ${host} could not be reached (ECONNREFUSED); the run is not affected`,
  ]);
});

test("a server that never answers is given up after the timeout", async () => {
  const url = await serve(() => undefined);
  expect(
    await notifyAll(endedRun([webhook(url, { timeoutMs: 100 })], "run-completed"), process.env),
  ).toEqual([
    `notification not delivered: the webhook at ${new URL(url).host} did not answer within 0.1 s; the run is not affected`,
  ]);
});

test("a server that sends elsewhere is not followed: the message is for the one that was named", async () => {
  const url = await serve((_, response) =>
    response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
  );
  const [problem] = await notifyAll(endedRun([webhook(url)], "run-completed"), process.env);
  expect(problem).toMatch(
    /^notification not delivered: the webhook at 127\.0\.0\.1:\d+ could not be reached \(.*redirect.*\); the run is not affected$/,
  );
});

test("a command that fails or hangs is told of, and ended with what it started", async () => {
  const run = endedRun(
    [command("exit 3"), command("sleep 1000 & echo $! > pid; wait", { timeoutMs: 200 })],
    "run-completed",
  );
  expect(await notifyAll(run, process.env)).toEqual([
    'notification not delivered: the command "exit 3" ended with exit 3; the run is not affected',
    'notification not delivered: the command "sleep 1000 & echo $! > pid; wait" did not answer within 0.2 s; the run is not affected',
  ]);
  const pid = Number(readFileSync(join(dir, "pid"), "utf8"));
  await expect.poll(() => isGone(pid)).toBe(true);
});

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return /^[ZX]/.test(readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1] ?? "Z");
  } catch {
    return true;
  }
}

test("a run that is paused or aborted is no occasion", () => {
  const run = endedRun([], "run-completed");
  expect(occasionOf(run)).toBe("completed");
  expect(occasionOf({ ...run, status: "paused" })).toBeUndefined();
  expect(occasionOf({ ...run, status: "paused", pausedBecause: "context" })).toBe("waiting");
  expect(occasionOf({ ...run, status: "aborted" })).toBeUndefined();
});
