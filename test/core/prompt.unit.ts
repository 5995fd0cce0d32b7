import * as fc from "fast-check";
import { expect, test } from "vitest";
import { renderPrompt, splitPrompt } from "../../src/core/prompt.ts";
import { everyTime } from "../plan/support.ts";

const sources = (prompt: string): unknown[] =>
  splitPrompt(prompt).map((part) => (part.type === "expression" ? [part.source] : part.text));

test("expressions stand between ${{ and }}", () => {
  expect(sources("")).toEqual([]);
  expect(sources("no expression, ${HOME}, {{ x }}, $( y )")).toEqual([
    "no expression, ${HOME}, {{ x }}, $( y )",
  ]);
  expect(sources("a ${{ params.x }} b${{y}}")).toEqual(["a ", [" params.x "], " b", ["y"]]);
  expect(splitPrompt("a ${{ x }}")[1]).toEqual({ type: "expression", source: " x ", start: 5 });
});

test("braces and quotes in an expression do not end it", () => {
  expect(sources("${{ {'a': {'b': 1}}.a.b }}!")).toEqual([[" {'a': {'b': 1}}.a.b "], "!"]);
  expect(sources('${{ "}}" + "\\"}}" }}')).toEqual([[' "}}" + "\\"}}" ']]);
  expect(sources("${{ '''}}'''}}")).toEqual([[" '''}}'''"]]);
  expect(sources("${{ {}}} x")).toEqual([[" {}"], " x"]);
});

test("$${{ stands for the characters, and what is not closed is told apart", () => {
  expect(sources("run: $${{ github.sha }} of ${{ x }}")).toEqual([
    "run: ${{ github.sha }} of ",
    [" x "],
  ]);
  expect(splitPrompt("a ${{ x }\nb")).toEqual([
    { type: "text", text: "a " },
    { type: "unclosed", start: 2, text: "${{ x }\nb" },
  ]);
});

test("text is put in as it is, all else as JSON, and null is refused", () => {
  const scope = { text: "a\n$& b", list: [1, "x"], yes: true, none: null };
  const evaluate = (source: string, given: Readonly<Record<string, unknown>>): unknown =>
    given[source.trim()];
  expect(renderPrompt("${{ text }}|${{ list }}|${{yes}}", scope, evaluate)).toBe(
    'a\n$& b|[1,"x"]|true',
  );
  expect(() => renderPrompt("${{ none }}", scope, evaluate)).toThrow(
    "${{ none }} in the prompt is null",
  );
  // What a value holds is no part of the template.
  expect(renderPrompt("${{ text }}", { text: "${{ none }}" }, evaluate)).toBe("${{ none }}");
});

test("whatever the text, its parts are all of it, in order", () => {
  const piece = fc.constantFrom("${{", "}}", "{", "}", "$", '"', "'", "'''", "\\", "a", "\n", " ");
  const prompts = fc.array(piece, { maxLength: 20 }).map((each) => each.join(""));
  const check = (prompt: string): void => {
    const again = splitPrompt(prompt).map((part) =>
      part.type === "expression"
        ? `\${{${part.source}}}`
        : part.type === "text"
          ? part.text.replaceAll("${{", () => "$${{")
          : part.text,
    );
    expect(again.join("")).toBe(prompt);
    const expressions = splitPrompt(prompt).filter((part) => part.type === "expression");
    const there = expressions.map(({ start, source }) =>
      prompt.slice(start, start + source.length),
    );
    expect(there).toEqual(expressions.map((part) => part.source));
  };
  expect(everyTime(prompts, check)).toBe("held");
});
