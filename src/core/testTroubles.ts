import { compilerTroubles } from "./compilerTroubles.ts";
import type { Trouble } from "./compilerTroubles.ts";
import { isMissingSymbol } from "./missingSymbol.ts";
import { testCounts } from "./testCounts.ts";

/** All that kept tests from being run, as runners and compilers tell of it. */
export function testTroubles(output: string): readonly Trouble[] {
  return [
    ...loading(output).map((text) => ({ text, missing: isMissingSymbol(text) })),
    ...compilerTroubles(output),
  ];
}

/** Where a runner tells of a file that it could not load; the error is the first that follows. */
const HEADS: readonly RegExp[] = [
  // vitest
  /^ ?FAIL {2}(\S.*) \[ .* \]$/gm,
  /^⎯+ Startup Error.*$/gm,
  // jest
  /^ {2}● Test suite failed to run$/gm,
  // mocha
  /^ ?(?:✖ ERROR: )?Exception during run: ?/gm,
  // unittest
  /^ImportError: Failed to import test module: .*$/gm,
  // pytest
  /^_* ?ERROR collecting .*$/gm,
  // rspec
  /^An error occurred while loading .*$/gm,
];

const AN_ERROR =
  /^(?:E {3,})?[ \t]*(?:Error: .*|\[?[A-Z][\w.:]*(?:Error|Exception)\b.*(?:(?<=:)[ \t]*\n[ \t]*.*)?|Cannot find (?:module|package) .*|Failed to resolve .*|Must use import .*|Your test suite must contain .*|LoadError.*|.*\berror TS\d+: .*)$/m;

/** Characters in which a block tells its error. */
const MOST_BLOCK = 8_000;

function loading(output: string): readonly string[] {
  const found: string[] = [];
  for (const head of HEADS)
    for (const { 0: line, index } of output.matchAll(head)) {
      const rest = output.slice(index + line.length, index + MOST_BLOCK);
      found.push((errorIn(rest) ?? firstLine(rest) ?? line).replace(/^E {3,}/, "").trim());
    }
  // What a compiler tells line by line is read there.
  return [...found, ...uncaught(output)].filter((text) => !/ error TS\d+: /.test(text));
}

/** Of Python the last error of the block counts: those before it led there. */
function errorIn(rest: string): string | undefined {
  const block = rest.split(/^(?:-{20,}|={20,}|_{20,}.*|!{5,}.*)$/m)[0]!;
  if (/^E {3,}/m.test(block))
    return [...block.matchAll(/^E {3,}\w*(?:Error|Exception).*$/gm)].at(-1)?.[0];
  if (/^Traceback \(most recent/m.test(block))
    return [...block.matchAll(/^\w+Error: .*$/gm)].at(-1)?.[0];
  return AN_ERROR.exec(rest)?.[0];
}

const firstLine = (text: string): string | undefined => text.trim().split("\n")[0] || undefined;

/** Errors that end a Node program, which `node --test` shows as they are, or as comments of TAP. */
function uncaught(output: string): readonly string[] {
  const ends = /^(?:# )?Node\.js v\d+/m.test(output);
  if (!ends && testCounts(output)) return [];
  const errors = output.matchAll(
    ends ? /^(?:# )?(\w*Error(?: \[\w+\])?: .*)$/gm : /^(SyntaxError: .*)$/gm,
  );
  return [...errors].map(([, text]) => text!).filter((text) => !text.startsWith("AssertionError"));
}
