import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { asCalled, rememberFlags } from "../../src/cli/called.ts";

beforeEach(() => vi.stubEnv("npm_command", undefined));
afterEach(() => {
  rememberFlags(undefined, undefined);
  vi.unstubAllEnvs();
});

test("without flags, and started as pawl, a text stays as it is", () => {
  expect(asCalled("pawl resume r-1 goes on")).toBe("pawl resume r-1 goes on");
});

test("the flags that were given are in every command, once", () => {
  rememberFlags("/tmp/my folder", "sqlite");
  const call = "pawl -C '/tmp/my folder' --state sqlite";
  expect(asCalled("  pawl resume r-1    goes on\n  pawl logs r-1")).toBe(
    `  ${call} resume r-1    goes on\n  ${call} logs r-1`,
  );
});

test("a password in the store's address is in none of them", () => {
  rememberFlags(undefined, "redis://:s3cr@t@host:6379/0");
  expect(asCalled("pawl resume r-1")).toBe("pawl --state redis://host:6379/0 resume r-1");
});

test("what is no command of Pawl's, or says already how it is called, is left alone", () => {
  rememberFlags("/x", undefined);
  for (const text of [
    "pawl is a catch",
    "npx pawl demo",
    "npx --prefix /clone pawl runs",
    "node /bin/pawl runs",
    "my-pawl run",
  ])
    expect(asCalled(text)).toBe(text);
});
