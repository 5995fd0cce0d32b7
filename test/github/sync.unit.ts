import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Sync } from "../../src/github/sync.ts";
import type { Pass } from "../../src/github/tell.ts";
import { GithubTrouble } from "../../src/github/trouble.ts";
import type { Trouble } from "../../src/github/trouble.ts";
import { waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import { phase, plan } from "../core/plans.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const OUTAGE: Trouble = { type: "outage", text: "GitHub answers 500" };

/** A clock that stands, passes that are noted, and what comes of them. */
function begin(
  outcomes: (Trouble | undefined)[] = [],
  pollMs?: number,
  run = given(plan([phase("a", ["x"])])).is,
) {
  const passes: (Pass & { at: number })[] = [];
  const said: string[] = [];
  const start = Date.now();
  const abort = vi.fn<() => void>();
  const sync = new Sync(run, {
    pass: async (_, pass) => {
      passes.push({ ...pass, at: Date.now() - start });
      const trouble = outcomes.shift();
      if (trouble) throw new GithubTrouble(trouble);
    },
    abort,
    say: (text) => said.push(text),
    name: "octo/shop#7",
    pollMs,
  });
  const after = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
  return { sync, run, passes, said, abort, after };
}

test("it begins at once, rests while nothing happens, and leaves edits of the list 10 s apart", async () => {
  const { sync, run, passes, after } = begin();
  await after(60_000);
  expect(passes).toEqual([{ at: 0, living: true, look: false }]);
  sync.changed(run);
  sync.changed(run);
  await after(500);
  sync.changed(run);
  await after(30_000);
  expect(passes.slice(1)).toEqual([
    { at: 60_000, living: true, look: false },
    { at: 61_000, living: false, look: false },
    { at: 70_000, living: true, look: false },
  ]);
  expect(await sync.close()).toBeUndefined();
  expect(passes).toHaveLength(4);
});

test("an outage is said once, and tried again later and later", async () => {
  const { sync, passes, said, after } = begin([OUTAGE, OUTAGE, OUTAGE, OUTAGE]);
  await after(60_000);
  expect(passes.map((each) => each.at)).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  expect(said).toEqual([
    "octo/shop#7 is told later: GitHub answers 500; the run goes on meanwhile",
  ]);
  expect(await sync.close()).toBeUndefined();
});

test("nothing is asked before a limit is over, whatever happens", async () => {
  const until = Date.now() + 120_000;
  const { sync, run, passes, after } = begin([{ type: "limited", until, text: "limit" }]);
  await after(1_000);
  sync.changed(run);
  await after(118_000);
  expect(passes).toHaveLength(1);
  await after(1_000);
  expect(passes.map((each) => each.at)).toEqual([0, 120_000]);
  await sync.close();
});

test("after a refusal nothing more is asked", async () => {
  const refused: Trouble = {
    type: "refused",
    status: 404,
    text: "GitHub refuses (404): Not Found",
  };
  const { sync, run, passes, said, after } = begin([refused]);
  await after(1_000);
  sync.changed(run);
  await after(600_000);
  expect(passes).toHaveLength(1);
  expect(said).toEqual([
    "octo/shop#7 is not told of the run: GitHub refuses (404): Not Found; the run goes on without",
  ]);
  expect(await sync.close()).toEqual(refused);
});

test("at the end all is told at once", async () => {
  const { sync, run, passes, after } = begin();
  await after(500);
  sync.changed(run);
  await after(0);
  expect(await sync.close()).toBeUndefined();
  expect(passes.at(-1)).toEqual({ at: 500, living: true, look: false });
});

test("at the end an outage gets two more tries, and then the run is not kept waiting", async () => {
  const { sync, passes, after } = begin([OUTAGE, OUTAGE, OUTAGE, OUTAGE]);
  await after(100);
  expect(await sync.close()).toEqual(OUTAGE);
  expect(passes).toHaveLength(3);
});

test("at the end a short limit is waited for, a long one is not", async () => {
  const short = begin([{ type: "limited", until: Date.now() + 5_000, text: "limit" }]);
  await short.after(100);
  const closed = short.sync.close();
  await short.after(5_000);
  expect(await closed).toBeUndefined();
  expect(short.passes).toHaveLength(2);

  const limit: Trouble = { type: "limited", until: Date.now() + 60_000, text: "limit" };
  const long = begin([limit]);
  await long.after(100);
  expect(await long.sync.close()).toEqual(limit);
});

test("at the end nobody waits longer than 15 s for an answer", async () => {
  const run = given(plan([phase("a", ["x"])])).is;
  let fail = (): void => {};
  const sync = new Sync(run, {
    pass: () =>
      new Promise((_, reject) => {
        fail = () => reject(new GithubTrouble(OUTAGE));
      }),
    abort: () => {
      fail();
      // What is asked after it fails as well.
      fail = () => {};
      setTimeout(() => fail(), 0);
    },
    say: () => {},
    name: "octo/shop#7",
  });
  await vi.advanceTimersByTimeAsync(100);
  let done = false;
  const closed = sync.close().then((trouble) => {
    done = true;
    return trouble;
  });
  await vi.advanceTimersByTimeAsync(14_000);
  expect(done).toBe(false);
  await vi.advanceTimersByTimeAsync(1_100);
  fail();
  await vi.advanceTimersByTimeAsync(0);
  fail();
  expect(await closed).toEqual(OUTAGE);
});

test("comments are looked for while an approval is waited for", async () => {
  const { sync, passes, after } = begin([], 15_000, waitsForApproval().is);
  await after(50_000);
  expect(passes.map(({ at, look }) => ({ at, look }))).toEqual(
    [0, 15_000, 30_000, 45_000].map((at) => ({ at, look: true })),
  );
  await sync.close();
});
