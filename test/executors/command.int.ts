import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { AttemptResult } from "../../src/core/result.ts";
import { SUPERVISORS, useRig } from "./rig.ts";

const failure = (result: AttemptResult): unknown =>
  result.type === "failed" ? result.failure : result;

describe.each(SUPERVISORS)("a command, supervised by %s", (supervisor) => {
  const rig = useRig(supervisor);

  it("succeeds with exit 0", async () => {
    const { order, ended } = rig().start("echo to stdout; echo to stderr >&2");
    expect(await ended).toEqual({ type: "succeeded" });
    expect(rig().output(order).toString()).toBe("to stdout\nto stderr\n");
    expect(rig().record(order)).toEqual({
      claimed: expect.objectContaining({ pid: expect.any(Number) }),
      started: { pid: expect.any(Number), start: expect.any(String) },
      ended: {
        code: 0,
        signal: null,
        timedOut: false,
        cancelled: null,
        at: expect.any(Number),
        bytes: 20,
        dropped: 0,
      },
    });
    const { at } = rig().record(order).ended as { at: number };
    expect(Math.abs(at - Date.now())).toBeLessThan(20_000);
  });

  it("keeps no files of output and outputs where there is none", async () => {
    const { order, ended } = rig().start("true");
    await ended;
    expect(readFileSync(`${order.folder}/record`, "utf8").split("\n")).toHaveLength(4);
    expect(() => readFileSync(`${order.folder}/output.log`)).toThrow("ENOENT");
  });

  it("fails with another exit code, and tells the last lines of its output", async () => {
    expect(failure(await rig().run("seq 100; echo >&2 the end; exit 3"))).toEqual({
      class: "transient",
      message: "exit 3",
      code: 3,
      tail: [...Array.from({ length: 19 }, (_, at) => at + 82), "the end"].join("\n"),
    });
  });

  it("fails if a signal ends it", async () => {
    expect(failure(await rig().run("echo before; kill -9 $$"))).toEqual({
      class: "transient",
      message: "killed by SIGKILL",
      signal: "SIGKILL",
      tail: "before",
    });
    expect(failure(await rig().run("kill -SEGV $$"))).toMatchObject({ signal: "SIGSEGV" });
  });

  it("fails for good if the command is not found, or cannot be run", async () => {
    expect(failure(await rig().run("no-such-command --at-all"))).toMatchObject({
      class: "fatal",
      message: expect.stringMatching(/^command not found: .*no-such-command: not found$/),
      code: 127,
    });
    writeFileSync(rig().path("not-a-program"), "", { mode: 0o644 });
    expect(failure(await rig().run("./not-a-program"))).toMatchObject({
      class: "fatal",
      message: expect.stringMatching(/^the command cannot be run: .*[Pp]ermission denied$/),
      code: 126,
    });
  });

  it("fails for good if the working folder is not there", async () => {
    const cwd = rig().path("not there");
    expect(failure(await rig().run("touch ran", { cwd }))).toMatchObject({
      class: "fatal",
      message: expect.stringContaining(`the working folder ${cwd} cannot be entered`),
    });
    expect(rig().has("ran")).toBe(false);
  });

  it("gives the command exactly the environment of the order", async () => {
    const { order, ended } = rig().start("cat /proc/$$/environ", {
      env: {
        EMPTY: "",
        QUOTES: `'"\`$(touch ran) $HOME \\ %n`,
        LINES: "one\ntwo\r\n\tthree\n",
        UNICODE: "Grüße 😀 \u0001",
        EQUALS: "a=b=c",
        "not.an-identifier": "1",
      },
    });
    expect(await ended).toEqual({ type: "succeeded" });
    const seen = rig().output(order).toString().split("\0").slice(0, -1).sort();
    expect(seen).toEqual(
      Object.entries(order.env)
        .map(([name, value]) => `${name}=${value}`)
        .sort(),
    );
    expect(rig().has("ran")).toBe(false);
  });

  it("passes on large environments, and says what is too large", async () => {
    const env = Object.fromEntries(
      Array.from({ length: 12 }, (_, at) => [`LARGE_${at}`, String(at % 10).repeat(100_000)]),
    );
    const { order, ended } = rig().start(
      'printf %s "$LARGE_7$LARGE_11" | sha256sum; printf %s "$LARGE_11" | wc -c',
      { env },
    );
    expect(await ended).toEqual({ type: "succeeded" });
    expect(rig().output(order).toString()).toMatch(/ {2}-\n100000\n$/);

    expect(
      failure(await rig().run("touch ran", { env: { HUGE: "x".repeat(200_000) } })),
    ).toMatchObject({
      class: "fatal",
      message: expect.stringMatching(/Argument list too long|E2BIG/),
    });
    expect(rig().has("ran")).toBe(false);
  });

  it("hands the command to the shell as it stands", async () => {
    const command = `printf '%s\\n' "a  b" 'c"d' \\$HOME $((1 + 1)) 😀
      # a comment
      if true; then echo 'two
lines'; fi`;
    const { order, ended } = rig().start(command);
    expect(await ended).toEqual({ type: "succeeded" });
    expect(rig().output(order).toString()).toBe('a  b\nc"d\n$HOME\n2\n😀\ntwo\nlines\n');
    expect(failure(await rig().run("-x"))).toMatchObject({ code: 127 });
  });

  it("refuses what no process can be given", async () => {
    expect(failure(await rig().run("echo \0"))).toEqual({
      class: "fatal",
      message: "the command holds a NUL character",
    });
    expect(failure(await rig().run("true", { env: { A: "\0" } }))).toEqual({
      class: "fatal",
      message: "the value of the environment variable A holds a NUL character",
    });
    expect(failure(await rig().run("true", { env: { "A=B": "c" } }))).toEqual({
      class: "fatal",
      message: '"A=B" cannot be the name of an environment variable',
    });
  });

  it("starts the command in a session of its own, with clean signals, stdin and files", async () => {
    const { order, ended } = rig().start(`
      cut -d' ' -f1,5,6 /proc/$$/stat
      grep -E 'Sig(Blk|Ign)' /proc/self/status
      (cd /proc/$$/fd; ls)
      readlink /proc/$$/fd/0
      cat
      echo reopened > /dev/stdout`);
    expect(await ended).toEqual({ type: "succeeded" });
    const { pid } = rig().record(order).started!;
    const [ids, ...rest] = rig().output(order).toString().split("\n");
    expect(ids).toBe(`${pid} ${pid} ${pid}`);
    expect(rest.join("\n")).toBe(
      "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n0\n1\n2\n/dev/null\nreopened\n",
    );
  });

  it("takes the outputs that it wrote", async () => {
    const command = `
      echo plain=1 >> "$PAWL_OUTPUT"
      printf 'notes<<END\\nfirst\\n  second=2\\n\\nEND\\nlast=\\n' >> "$PAWL_OUTPUT"`;
    expect(await rig().run(command, { promised: ["plain", "notes"] })).toEqual({
      type: "succeeded",
      outputs: { plain: "1", notes: "first\n  second=2\n", last: "" },
    });
  });

  it("a folder where outputs were to be is a failure of the task, not a loss of the attempt", async () => {
    const ended = await rig().run(
      'rm -f "$PAWL_OUTPUT"; mkdir "$PAWL_OUTPUT"; touch "$PAWL_OUTPUT/x"',
    );
    expect(ended).toMatchObject({
      failure: { class: "fatal", message: "$PAWL_OUTPUT cannot be read: it is a folder now" },
    });
  });

  it("fails for good without the outputs that it promised, or with bad ones", async () => {
    expect(failure(await rig().run("true", { promised: ["a"] }))).toEqual({
      class: "fatal",
      message: "it promised the output a and did not write a to $PAWL_OUTPUT",
      code: 0,
    });
    expect(
      failure(await rig().run("echo a=1 > $PAWL_OUTPUT", { promised: ["a", "b"] })),
    ).toMatchObject({
      message: "it promised the outputs a, b and did not write b to $PAWL_OUTPUT",
    });
    expect(failure(await rig().run("printf 'a=1\\nnonsense\\n' > $PAWL_OUTPUT"))).toMatchObject({
      message: 'line 2 of $PAWL_OUTPUT is not key=value: "nonsense"',
    });
    expect(failure(await rig().run("head -c 70000 /dev/zero > $PAWL_OUTPUT"))).toMatchObject({
      message: "it wrote 70000 bytes to $PAWL_OUTPUT; 64 KiB are allowed",
    });
  });

  it("fails if its folder cannot be made", async () => {
    writeFileSync(rig().path("a-file"), "");
    const result = await rig().run("touch ran", { folder: rig().path("a-file/attempt") });
    expect(failure(result)).toMatchObject({
      class: "fatal",
      message: expect.stringContaining(rig().path("a-file/attempt")),
    });
    expect(rig().has("ran")).toBe(false);
  });

  it("makes the folders above its own, and takes one that is there", async () => {
    const folder = rig().path("some/way/down");
    expect(await rig().run("true", { folder })).toEqual({ type: "succeeded" });
    const there = rig().path("there");
    mkdirSync(there);
    expect(await rig().run("true", { folder: there })).toEqual({ type: "succeeded" });
  });

  it("performs many at once", async () => {
    const all = Array.from({ length: 40 }, (_, at) => rig().run(`exit ${at % 2}`));
    const types = (await Promise.all(all)).map((each) => each.type);
    expect(types).toEqual(Array.from({ length: 40 }, (_, at) => (at % 2 ? "failed" : "succeeded")));
  });
});
