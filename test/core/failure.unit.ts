import { expect, test } from "vitest";
import { failureSignature } from "../../src/core/failure.ts";
import type { TaskAddress } from "../../src/core/ids.ts";
import { failure } from "./plans.ts";

const at = "a/x" as TaskAddress;
const signature = (message: string) => failureSignature(at, failure("timed-out", message));

test("names the task, the class and the message", () => {
  expect(signature("Took too long")).toBe("a/x timed-out took too long");
  expect(failureSignature(at, failure("lost", "gone"))).toBe("a/x lost gone");
  expect(failureSignature("b/x" as TaskAddress, failure("lost", "gone"))).toBe("b/x lost gone");
});

test.each([
  ["times", "at 12:03:04.567 after 61 s", "at 1:59:59.001 after 7 s"],
  ["dates", "2026-11-21T08:00:00Z no answer", "2027-01-02T23:59:59Z no answer"],
  ["addresses", "segfault at 0x7fffdeadbeef", "segfault at 0x1"],
  ["digests", "commit 9a296b6c0ffee not found", "commit eb78757deadbeef not found"],
  [
    "UUIDs",
    "request 3f2a9c1e-8b7d-4c6e-9f0a-1b2c3d4e5f6a failed",
    "request 00000000-1111-2222-3333-444444444444 failed",
  ],
  ["white space and case", "No  Answer\n", "no answer"],
])("%s make no difference", (_, one, other) => {
  expect(signature(one)).toBe(signature(other));
});

test("words do", () => {
  expect(signature("connection refused")).not.toBe(signature("connection reset"));
});

test("neither the output nor the exit code counts", () => {
  const plain = failure("transient", "failed");
  expect(failureSignature(at, { ...plain, code: 2, tail: "other" })).toBe(
    failureSignature(at, plain),
  );
});
