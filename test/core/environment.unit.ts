import { expect, test } from "vitest";
import { paramVariable, passes } from "../../src/core/environment.ts";
import { EXIT, PawlError } from "../../src/core/error.ts";

test("an attempt sees what the list names, and no secret that somebody exported", () => {
  const seen = ["PATH", "HOME", "LC_ALL", "LC_CTYPE", "TZ", "https_proxy", "SSL_CERT_FILE"];
  const unseen = [
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "PAWL_RUN",
    "path",
    "LD_PRELOAD",
    "LC",
    "",
  ];
  expect(seen.filter((each) => !passes(each))).toEqual([]);
  expect(unseen.filter(passes)).toEqual([]);
});

test("a parameter's variable is upper case, with what no variable may hold as _", () => {
  expect(paramVariable("my-param")).toBe("PAWL_PARAM_MY_PARAM");
  expect(paramVariable("v2.4")).toBe("PAWL_PARAM_V2_4");
});

test("an error exits with 2, an internal one with 1, and either with what it is told", () => {
  const cause = new Error("disk full");
  const error = new PawlError("store-failed", "the journal cannot be written", { cause });
  expect(error).toMatchObject({ name: "PawlError", code: "store-failed", exit: EXIT.usage, cause });
  expect(new PawlError("internal", "a bug")).toMatchObject({ exit: EXIT.failed });
  expect(new PawlError("internal", "a bug")).not.toHaveProperty("cause");
  expect(new PawlError("driven-elsewhere", "", { exit: EXIT.driven }).exit).toBe(6);
});
