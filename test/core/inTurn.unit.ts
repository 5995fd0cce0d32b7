import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { inTurn } from "../../src/core/inTurn.ts";

const sh = (...commands: string[]) => {
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", inTurn(commands)], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
};

test("one command is run as it stands", () => {
  expect(inTurn(["npm test # all"])).toBe("npm test # all");
});

test("of several each is run until one fails, which is named with its exit code", () => {
  expect(sh("echo a # it's a comment", "echo b; exit 3", "echo c")).toEqual({
    status: 3,
    stdout: "a\nb\n",
    stderr: "failed: echo b; exit 3\n",
  });
  expect(sh("echo it\\'s", "cd /", "pwd")).toMatchObject({ status: 0 });
  expect(sh("true", 'printf "it\'s\\n" && false')).toMatchObject({
    status: 1,
    stdout: "it's\n",
    stderr: 'failed: printf "it\'s\\n" && false\n',
  });
});

test("what one does to its shell is not the next one's", () => {
  expect(sh("cd /; x=1", 'pwd; echo "x$x"').stdout).toBe(`${process.cwd()}\nx\n`);
});
