import * as fc from "fast-check";
import { expect, test } from "vitest";
import { commandOf } from "../../src/core/plan.ts";
import { parsePlan } from "../../src/plan/readPlan.ts";
import { everyTime, plan, told } from "./support.ts";

test("slips in YAML", () => {
  expect(told("pawl: 1\nname: a: b\nphases: []\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  a second ": " on one line
        name: a: b
              ^
        put the text in quotes: in YAML ": " begins a value"
  `);
  expect(told("pawl: 1\n\tname: a\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:1  error  a tab cannot indent in YAML
            name: a
        ^~~~
        use spaces"
  `);
  expect(told(plan("  - id: a\n  \trun: make\n"))).toMatchInlineSnapshot(`
    "plan.yaml:5:3  error  a tab cannot indent in YAML
            run: make
          ^~
        use spaces"
  `);
  expect(told("pawl: 1\nname: @x\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  text without quotes cannot begin with "@"
        name: @x
              ^
        put the text in quotes"
  `);
  expect(told('pawl: 1\nname: "a\\q"\n')).toMatchInlineSnapshot(`
    "plan.yaml:2:9  error  no such escape in double quotes
        name: "a\\q"
                ^
        single quotes keep a backslash as it is"
  `);
  expect(told("pawl: 1\nname: 'it's'\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:11  error  the value has ended before this
        name: 'it's'
                  ^~
        within single quotes, '' stands for '"
  `);
  expect(told('pawl: 1\nname: "open\nphases: []\n')).toMatchInlineSnapshot(
    `
    "plan.yaml:2:7  error  this quote is never closed
        name: "open
              ^"
  `,
  );
  expect(told("pawl: 1\nname: [a, b\nphases: []\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  this "[" is never closed
        name: [a, b
              ^
        add the "]"; on a line of its own, indent it more than the key"
  `);
  expect(told("pawl: 1\nname: {a: b\n")).toMatchInlineSnapshot(
    `
    "plan.yaml:2:7  error  this "{" is never closed
        name: {a: b
              ^
        add the "}"; on a line of its own, indent it more than the key"
  `,
  );
  expect(told("pawl: 1\nname: [a]]\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:10  error  "]" is not expected here
        name: [a]]
                 ^"
  `);
  expect(told("pawl: 1\nname\nphases: []\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:1  error  a ":" or a "," is missing at the end of this line
        name
        ^~~~"
  `);
  expect(told("pawl: 1\nphases: - a\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:9  error  a list cannot begin on the line of its key
        phases: - a
                ^
        put "- " on the next line, or write [a, b]"
  `);
  expect(told("pawl: 1\nphases:\n  - id: a\n   run: make\n")).toMatchInlineSnapshot(`
    "plan.yaml:4:1  error  this belongs neither to the entry above nor to the list
           run: make
        ^
        indent it like the first key of the entry"
  `);
  expect(told("pawl: 1\nname: x\n---\npawl: 1\n")).toMatchInlineSnapshot(`
    "plan.yaml:3:1  error  a plan file holds one document; a second one begins here
        ---
        ^~~
        put each plan in a file of its own"
  `);
  expect(told("pawl: 1\nname: !x y\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  no such tag
        name: !x y
              ^~
        text that begins with "!" needs quotes"
  `);
  expect(told("pawl: 1\nname: *x\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  no value before this is marked "&x"
        name: *x
              ^~
        an alias stands for a value that is complete before it"
  `);
  expect(told("pawl: 1\nname: &a &b x\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:10  error  a value can be marked only once
        name: &a &b x
                 ^~"
  `);
  expect(told("pawl: 1\n? [a]\n: b\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:3  error  a key must be plain text
        ? [a]
          ^~~"
  `);
  expect(told("%X\n---\npawl: 1\n")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  unknown directive %X
        %X
        ^~"
  `);
  expect(told("pawl: 1\n<<: x\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:1  error  "<<" takes a map, an alias of one, or a list of these
        <<: x
        ^~"
  `);
  expect(told("a\n b\nc: 1\n")).toMatchInlineSnapshot(`
    "plan.yaml:1:1  error  a ":" or a "," is missing at the end of this line
        a
        ^"
  `);
});

test("several slips are told together, one a line", () => {
  expect(told("pawl: 1\nname: @x\nstate: a: b\nconcurrency: `4`\n")).toMatchInlineSnapshot(`
    "plan.yaml:2:7  error  text without quotes cannot begin with "@"
        name: @x
              ^
        put the text in quotes

    plan.yaml:3:8  error  a second ": " on one line
        state: a: b
               ^
        put the text in quotes: in YAML ": " begins a value

    plan.yaml:4:14  error  text without quotes cannot begin with "\`"
        concurrency: \`4\`
                     ^
        put the text in quotes"
  `);
});

test("slips in JSON", () => {
  expect(told('{"pawl": 1,, "name": "x"}', "plan.json")).toMatchInlineSnapshot(`
    "plan.json:1:12  error  "," is not expected here
        {"pawl": 1,, "name": "x"}
                   ^"
  `);
  expect(told('{\n  "pawl": 1\n  "name": "x"\n}', "plan.json")).toMatchInlineSnapshot(`
    "plan.json:2:11  error  a ":" or a "," is missing at the end of this line
          "pawl": 1
                  ^"
  `);
  expect(told('{"pawl": 1, "name": "x"', "plan.json")).toMatchInlineSnapshot(`
    "plan.json:1:1  error  this "{" is never closed
        {"pawl": 1, "name": "x"
        ^
        add the "}"; on a line of its own, indent it more than the key"
  `);
  expect(told('{"pawl": 1, "name": "x"} extra', "plan.json")).toMatchInlineSnapshot(`
    "plan.json:1:26  error  the value has ended before this
        {"pawl": 1, "name": "x"} extra
                                 ^~~~~"
  `);
  expect(
    told('{\'pawl\': 1, name: x, "phases": [{"id": "a", "run": "make",},]}', "plan.json"),
  ).toBe("fine");
  expect(told('{\r\n\t"pawl": 1,\r\n\t"name": "x",\r\n\t"phasess": []\r\n}', "plan.json"))
    .toMatchInlineSnapshot(`
    "plan.json:2:2  error  the plan needs "phases"
            "pawl": 1,
            ^~~~~~
        add "phases": a list of one phase or more

    plan.json:4:2  error  unknown key "phasess" in the plan
            "phasess": []
            ^~~~~~~~~
        did you mean "phases"?"
  `);
});

test("what is good YAML is good", () => {
  const same = [
    plan("  - id: a\n    run: make\n"),
    plan("  - id: a\n    run: make\n").replaceAll("\n", "\r\n"),
    `\ufeff${plan("  - id: a\n    run: make\n")}`,
    `---\n# a plan\n${plan("  - &x id: a\n    run: >-\n      make\n")}...\n`,
    plan("  - {id: a, run: make}\n"),
    '{"pawl":1,"name":"a plan","phases":[{"id":"a","run":"make"}]}',
  ].map((text) => parsePlan(text, { path: "p" }).plan);
  expect(new Set(same.map((each) => JSON.stringify(each))).size).toBe(1);
  expect(same[0]).toBeDefined();
});

test("anchors, aliases and merged maps", () => {
  const text = plan(`  - id: a
    tasks:
      - &first
        id: x
        run: make
        env: &env { A: "1", B: "2" }
      - <<: *first
        id: y
        env: { <<: *env, B: "3" }
      - { id: z, run: make, env: { <<: [*env, { C: "4" }] } }
`);
  const { plan: read, diagnostics } = parsePlan(text, { path: "p" });
  expect(diagnostics).toEqual([]);
  expect(read!.phases[0]!.tasks.map((task) => [task.id, commandOf(task), task.env])).toEqual([
    ["x", "make", { A: "1", B: "2" }],
    ["y", "make", { A: "1", B: "3" }],
    ["z", "make", { A: "1", B: "2", C: "4" }],
  ]);
});

test("bombs are refused in no time", () => {
  const levels = Array.from(
    { length: 12 },
    (_, n) => `a${n}: &a${n} [${`*a${n - 1}, `.repeat(n === 0 ? 0 : 9)}x]`,
  );
  const started = performance.now();
  expect(told(`${levels.join("\n")}\n`)).toMatchInlineSnapshot(`
    "plan.yaml  error  aliases make this file more than 100000 values larger than it looks
        it is not read: a file like this is made to do harm"
  `);
  expect(told(`pawl: ${"[".repeat(100_000)}`)).toMatchInlineSnapshot(`
    "plan.yaml:1:71  error  more than 64 collections inside one another
        …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
                                       ^
        a plan needs fewer than ten; a file like this is made by mistake or to do harm"
  `);
  expect(told("[".repeat(100_000) + "]".repeat(100_000))).toMatchInlineSnapshot(`
    "plan.yaml:1:65  error  more than 64 collections inside one another
        …[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[…
                                       ^
        a plan needs fewer than ten; a file like this is made by mistake or to do harm"
  `);
  expect(told(`pawl: ${"{a: ".repeat(5_000)}`)).toMatchInlineSnapshot(`
    "plan.yaml:1:263  error  more than 64 collections inside one another
        …: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a…
                                       ^
        a plan needs fewer than ten; a file like this is made by mistake or to do harm"
  `);
  expect(told("- ".repeat(50_000))).toMatchInlineSnapshot(`
    "plan.yaml:1:129  error  more than 64 collections inside one another
        …- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - …
                                       ^
        a plan needs fewer than ten; a file like this is made by mistake or to do harm"
  `);
  expect(told(Array.from({ length: 80 }, (_, n) => `${" ".repeat(n)}a:\n`).join("")))
    .toMatchInlineSnapshot(`
    "plan.yaml:66:66  error  more than 64 collections inside one another
                                                                         a:
                                                                         ^~"
  `);
  expect(told("a: &a [*a]")).toMatchInlineSnapshot(`
    "plan.yaml:1:8  error  no value before this is marked "&a"
        a: &a [*a]
               ^~
        an alias stands for a value that is complete before it"
  `);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test("a file that is too large for the full parser is read as plain YAML only", () => {
  const filler = `# ${"x".repeat(98)}\n`.repeat(45_000);
  expect(told(filler + plan("  - { id: a, run: make }\n"))).toBe("fine");
  expect(told(`${filler}pawl: 1\nname: &x y\n`)).toMatchInlineSnapshot(`
    "plan.yaml:45002:7  error  of a file this large only plain YAML or JSON is read, and this is either a mistake or more than that
        name: &x y
              ^
        up to 4 MiB, anchors, tags and the rest of YAML are read too"
  `);
});

test("a file of more values than any plan has is not read", () => {
  expect(told(`[${"1,".repeat(3_000_001)}1]`)).toMatchInlineSnapshot(`
    "plan.yaml  error  more than 3 million lines and commas
        it is not read: a plan needs fewer, and a file like this is made by mistake or to do harm"
  `);
});

test("no text makes the reading throw", () => {
  const word = fc.constantFrom(
    ..."pawl: 1|name: x|phases:|  - id: a|    run: make|    tasks:|      - id: t|        run: 'x y'|        depends_on: [a, t]|        when: tasks.t.status == \"x\"|        env: { A: { from: params.x } }|    depends_on: a|\t|{|}|[|]|&a|*a|!t|? |: |- |#|'|\"|||>|workflow_id: w|  - name: a b|    command: make|__proto__: 1|    retry: 3|timeout: 1y".split(
      "|",
    ),
  );
  const lines = fc.array(word, { maxLength: 20 }).map((each) => each.join("\n"));
  const check = (text: string): void => {
    const { plan: read, diagnostics } = parsePlan(text, { path: "p" });
    expect(read === undefined).toBe(diagnostics.some(({ severity }) => severity === "error"));
    for (const { line, column } of diagnostics) expect(line >= 0 && column >= 0).toBe(true);
  };
  expect(everyTime(fc.oneof(lines, fc.string(), fc.string({ unit: "binary" })), check)).toBe(
    "held",
  );
});
