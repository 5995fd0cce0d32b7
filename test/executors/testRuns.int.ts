import { expect, test } from "vitest";
import { useRig } from "./rig.ts";

const rig = useRig("perl");

test("of a test, the whole output is read, and not only the end that people are shown", async () => {
  const stack = "seq 1 300 | sed 's/^/    at frame /'";
  const result = await rig().run(`echo 'AssertionError: 1 is not 2'; ${stack}; exit 1`, {
    isTest: true,
  });
  expect(result).toMatchObject({
    type: "failed",
    failure: { class: "transient", message: "exit 1" },
    read: { kind: "failed", why: "an assertion does not hold: AssertionError: 1 is not 2" },
  });
});

test("a test that passes is read too", async () => {
  expect(await rig().run("echo '  0 passing (2ms)'", { isTest: true })).toEqual({
    type: "succeeded",
    read: { kind: "broken", why: "no test was run" },
    told: { isEmpty: true, tests: { passed: 0, failed: 0 } },
  });
  expect(await rig().run("true", { isTest: true })).toEqual({
    type: "succeeded",
    read: { kind: "passed", why: "it passed" },
    told: { isEmpty: false },
  });
});

test("one that does not end in time proves nothing", async () => {
  const result = await rig().run("echo 'AssertionError: 1'; sleep 60", {
    isTest: true,
    timeoutMs: 300,
  });
  expect(result).toMatchObject({ read: { kind: "broken", why: "it did not end in time" } });
});

test("other commands are not read", async () => {
  expect(await rig().run("true")).toEqual({ type: "succeeded" });
});
