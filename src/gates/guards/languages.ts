/** How tests are written in a language. */
export interface Language {
  readonly files: RegExp;
  readonly line?: readonly string[];
  readonly block?: readonly (readonly [open: string, close: string])[];
  readonly quotes: readonly string[];
  readonly cases: RegExp;
  readonly skips: RegExp;
}

const C_LIKE = {
  line: ["//"],
  block: [["/*", "*/"]],
  quotes: ['"', "'"],
} as const;

/** A test is found by how it is declared; one that is not run, by the words for that. */
export const LANGUAGES: readonly Language[] = [
  {
    ...C_LIKE,
    files: /\.(?:[cm]?[jt]sx?|vue|svelte|dart)$/,
    quotes: ['"', "'", "`"],
    cases: /\b(?:it|test|specify|testWidgets)(?:\.\w+)*[ \t]?[(`"']/g,
    skips:
      /\b(?:xit|xtest|xdescribe|xcontext|xspecify|fit|fdescribe|fcontext|pending)[ \t]?[.(`]|\.(?:skip|only|todo|skipIf|runIf|fails|failing)\b|\b(?:skip|todo|only)[ \t]?:[ \t]?(?!false)/g,
  },
  {
    files: /\.py$/,
    line: ["#"],
    block: [
      ['"""', '"""'],
      ["'''", "'''"],
    ],
    quotes: ['"', "'"],
    cases: /^[ \t]*(?:async[ \t]+)?def[ \t]+test\w*/gm,
    skips:
      /\bmark\.(?:skip|skipif|xfail)\b|\bpytest\.(?:skip|xfail|importorskip)\b|\bunittest\.(?:skip\w*|expectedFailure)|@(?:skip|skipIf|skipUnless|expectedFailure)\b|\.skipTest\b|\bSkipTest\b|\b__test__[ \t]?=[ \t]?False|\bcollect_ignore\w*/g,
  },
  {
    ...C_LIKE,
    files: /\.go$/,
    quotes: ['"', "`"],
    cases: /^func[ \t]+(?:Test|Benchmark|Fuzz|Example)\w*|\.Run\(/gm,
    skips: /\.(?:Skip|Skipf|SkipNow)\(/g,
  },
  {
    ...C_LIKE,
    files: /\.rs$/,
    quotes: ['"'],
    cases: /#\[[ \t]?(?:\w+::){0,4}(?:test|rstest|test_case)\b/g,
    skips: /#\[[ \t]?(?:cfg_attr\([^\n\]]{0,200}\b)?ignore\b/g,
  },
  {
    ...C_LIKE,
    files: /\.(?:java|kts?|scala|groovy)$/,
    cases: /@(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/g,
    skips:
      /@(?:Disabled\w*|Ignore|EnabledIf\w*|EnabledOn\w*)\b|\benabled[ \t]?=[ \t]?false|\bassum(?:e|ing)\w*\(|\bassume\w*\(/g,
  },
  {
    ...C_LIKE,
    files: /\.(?:cs|fs|vb)$/,
    cases: /\[(?:Fact|Theory|Test|TestCase|TestCaseSource|TestMethod|DataTestMethod|InlineData)\b/g,
    skips: /\bSkip[ \t]?=|\[(?:Ignore|Explicit)\b|\bAssert\.(?:Ignore|Inconclusive)\(/g,
  },
  {
    files: /\.rb$/,
    line: ["#"],
    quotes: ['"', "'"],
    cases: /^[ \t]*(?:it|specify|scenario|example|test)\b|\bdef[ \t]+test_\w+/gm,
    skips: /\b(?:xit|xspecify|xdescribe|xcontext|fit|fdescribe|fcontext|pending|skip)\b/g,
  },
  {
    files: /\.php$/,
    quotes: [],
    cases: /\bfunction[ \t]+test\w*|@test\b|#\[Test\b|^[ \t]*(?:it|test)\(/gm,
    skips: /\bmarkTest(?:Skipped|Incomplete)\(|->(?:skip|todo|only)\(/g,
  },
  {
    ...C_LIKE,
    files: /\.swift$/,
    quotes: ['"'],
    cases: /\bfunc[ \t]+test\w*|@Test\b/g,
    skips: /\bXCTSkip\w*|\.disabled\(/g,
  },
  {
    files: /\.exs?$/,
    line: ["#"],
    quotes: ['"'],
    cases: /^[ \t]*(?:test|property)[ \t]+"/gm,
    skips: /@(?:module|describe)?tag[ \t]+:?skip\b/g,
  },
  {
    ...C_LIKE,
    files: /\.(?:c|cc|cpp|cxx|h|hpp|mm?)$/,
    quotes: ['"'],
    cases: /\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|TEST_CASE|SCENARIO|BOOST_AUTO_TEST_CASE)[ \t]?\(/g,
    skips: /\bGTEST_SKIP\b|\bDISABLED_\w+|\bSKIP\(/g,
  },
  {
    files: /\.(?:bats|sh|bash|zsh)$/,
    line: ["#"],
    quotes: [],
    cases: /^[ \t]*@test[ \t]|^[ \t]*(?:function[ \t]+)?test\w*[ \t]?\(\)/gm,
    skips: /^[ \t]*skip\b/gm,
  },
];
