import { describe, expect, it } from "vitest";
import { parseOutputs } from "../../src/executors/command/outputs.ts";

const parse = (text: string): unknown => parseOutputs(Buffer.from(text));

describe("outputs", () => {
  it("are lines key=value", () => {
    expect(parse("a=1\nb.c-d_=x=y<<z\n\n  \n_e=\n")).toEqual({
      outputs: { a: "1", "b.c-d_": "x=y<<z", _e: "" },
    });
    expect(parse("")).toEqual({ outputs: {} });
    expect(parse("no-newline=at the end")).toEqual({
      outputs: { "no-newline": "at the end" },
    });
  });

  it("keep white space and take the last of a key", () => {
    expect(parse("a= 1 \na=\t2\r\n")).toEqual({ outputs: { a: "\t2\r" } });
  });

  it("may have several lines", () => {
    expect(parse("a<<EOF\none\n\n b=2\nEOF \nEOF\nc=3\n")).toEqual({
      outputs: { a: "one\n\n b=2\nEOF ", c: "3" },
    });
    expect(parse("a<<x=y\nx=y\nb<<E\nlast\nE")).toEqual({ outputs: { a: "", b: "last" } });
  });

  it("may have any key that is an id", () => {
    expect(parse("__proto__=1\nconstructor=2\n")).toEqual({
      outputs: Object.fromEntries([
        ["__proto__", "1"],
        ["constructor", "2"],
      ]),
    });
  });

  it.each([
    ["a=1\nnonsense\n", 'line 2 of $PAWL_OUTPUT is not key=value: "nonsense"'],
    [
      "=1\n",
      'line 1 of $PAWL_OUTPUT has the key ""; a key is a letter or _, then letters, digits, _ . -',
    ],
    [
      "a=1\n\na b=1\n",
      'line 3 of $PAWL_OUTPUT has the key "a b"; a key is a letter or _, then letters, digits, _ . -',
    ],
    [
      "1a<<E\nE\n",
      'line 1 of $PAWL_OUTPUT has the key "1a"; a key is a letter or _, then letters, digits, _ . -',
    ],
    ["a<<\nx\n", "line 1 of $PAWL_OUTPUT has no word after a<<"],
    ["x=1\na<<END\nb=1\n END\n", 'line 2 of $PAWL_OUTPUT begins a<<END, and no line "END" ends it'],
    ["a=\0\n", "line 1 of $PAWL_OUTPUT holds a NUL character"],
    ["b=1\na<<E\n\0\nE\n", "line 2 of $PAWL_OUTPUT begins a value that holds a NUL character"],
    [`${"x".repeat(100)}\n`, `line 1 of $PAWL_OUTPUT is not key=value: "${"x".repeat(60)}…"`],
  ])("that are wrong are told with their line: %j", (text, problem) => {
    expect(parse(text)).toEqual({ problem });
  });

  it("are UTF-8", () => {
    expect(parse("a=ü😀\n")).toEqual({ outputs: { a: "ü😀" } });
    expect(parseOutputs(Buffer.of(0x61, 0x3d, 0xff))).toEqual({
      problem: "$PAWL_OUTPUT is not UTF-8 text",
    });
  });
});
