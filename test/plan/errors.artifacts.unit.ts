import { expect, test } from "vitest";
import { plan, told } from "./support.ts";

test("artifacts that nobody produces, or that come from where nothing is waited for", () => {
  expect(
    told(
      plan(`  - { id: a, run: make, produces: { plan: true, spec: true } }
  - { id: b, run: make, needs: plna }
  - { id: c, run: make, depends_on: [], needs: [spec, nothing] }
  - { id: d, run: make, produces: { own: true }, needs: own }
  - { id: e, run: make, produces: { spec: true } }
  - { id: f, run: make, depends_on: b, needs: [plan, spec] }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:32  error  no phase produces "plna"
          - { id: b, run: make, needs: plna }
                                       ^~~~
        did you mean "plan"?

    plan.yaml:6:49  error  "c" does not wait for "a", which produces "spec"
          - { id: c, run: make, depends_on: [], needs: [spec, nothing] }
                                                        ^~~~
        add "a" to its "depends_on"

    plan.yaml:6:55  error  no phase produces "nothing"
          - { id: c, run: make, depends_on: [], needs: [spec, nothing] }
                                                              ^~~~~~~
        there are: plan, spec, own

    plan.yaml:7:57  error  the phase "d" produces "own" itself
          - { id: d, run: make, produces: { own: true }, needs: own }
                                                                ^~~
        take "own" out of its "needs"

    plan.yaml:8:37  error  the phase "a" produces "spec" as well, in line 4
          - { id: e, run: make, produces: { spec: true } }
                                            ^~~~
        give one of them another name"
  `);
  expect(told(plan("  - { id: a, run: make, needs: x }\n"))).toMatchInlineSnapshot(`
    "plan.yaml:4:32  error  no phase produces "x"
          - { id: a, run: make, needs: x }
                                       ^
        a phase names those that it hands on under "produces""
  `);
});

test("what tasks hand in, and what none does", () => {
  expect(
    told(
      plan(`  - id: a
    produces: { one: true, two: true, three: true }
    tasks:
      - { id: x, agent: claude, prompt: x, produces: [one, tow] }
      - { id: y, agent: claude, prompt: x }
      - { id: z, run: make, produces: three }
  - id: b
    tasks: [{ id: x, run: make, produces: one }]
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:5:28  error  no task of the phase "a" hands in "two"
            produces: { one: true, two: true, three: true }
                                   ^~~
        add "produces: two" to the task that does

    plan.yaml:7:60  error  the phase "a" does not produce "tow"
              - { id: x, agent: claude, prompt: x, produces: [one, tow] }
                                                                   ^~~
        did you mean "two"?

    plan.yaml:11:43  error  the phase "b" does not produce "one"
            tasks: [{ id: x, run: make, produces: one }]
                                                  ^~~
        the phase names what it hands on under "produces", each with its JSON Schema"
  `);
});

test("schemas that are none", () => {
  expect(
    told(
      plan(`  - id: a
    run: make
    produces:
      a: { type: strng }
      b: { properties: { x: { minimum: low } }, required: x }
      c: { $ref: other.json }
      d: { $schema: "http://json-schema.org/draft-04/schema#" }
      e: { schema: { type: object, type: array }, max_size: 2MB }
      f: { max_size: 4KB }
      g: { schema: { pattern: "(" }, maxsize: 4KB }
      h: [string]
      i: 5
      "j k": true
      l: { minimum: .inf }
`),
    ),
  ).toMatchInlineSnapshot(`
    "plan.yaml:7:18  error  not a JSON Schema: /type: found "strng", which must be equal to one of the allowed values: array, boolean, integer, null, number, object, string
              a: { type: strng }
                         ^~~~~

    plan.yaml:8:40  error  not a JSON Schema: /properties/x/minimum: found "low", which must be number
              b: { properties: { x: { minimum: low } }, required: x }
                                               ^~~

    plan.yaml:8:59  error  not a JSON Schema: /required: found "x", which must be array
              b: { properties: { x: { minimum: low } }, required: x }
                                                                  ^

    plan.yaml:9:12  error  not a JSON Schema: $ref names "other.json", which is not in the schema; nothing is fetched, so put it under $defs
              c: { $ref: other.json }
                   ^~~~

    plan.yaml:10:21  error  not a JSON Schema: /$schema: found "http://json-schema.org/draft-04/schema#", expected "https://json-schema.org/draft/2020-12/schema" or "http://json-schema.org/draft-07/schema#"; leave it out if the schema is draft 2020-12
              d: { $schema: "http://json-schema.org/draft-04/schema#" }
                            ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~

    plan.yaml:11:36  error  "type" is given twice, first in line 11
              e: { schema: { type: object, type: array }, max_size: 2MB }
                                           ^~~~
        keep one of them

    plan.yaml:11:61  error  "max_size" is 2MB, expected at most 1MiB
              e: { schema: { type: object, type: array }, max_size: 2MB }
                                                                    ^~~

    plan.yaml:12:12  error  an artifact needs "schema"
              f: { max_size: 4KB }
                   ^~~~~~~~
        add "schema": the path of a JSON Schema, or a JSON Schema

    plan.yaml:13:22  error  not a JSON Schema: the schema cannot be used: Invalid regular expression: /(/u: Unterminated group
              g: { schema: { pattern: "(" }, maxsize: 4KB }
                             ^~~~~~~

    plan.yaml:13:38  error  unknown key "maxsize" in an artifact
              g: { schema: { pattern: "(" }, maxsize: 4KB }
                                             ^~~~~~~
        did you mean "max_size"?

    plan.yaml:14:10  error  "h" is a list, expected the path of a JSON Schema, a JSON Schema, or { schema, max_size }
              h: [string]
                 ^~~~~~~~

    plan.yaml:15:10  error  "i" is 5, expected the path of a JSON Schema, a JSON Schema, or { schema, max_size }
              i: 5
                 ^
        text needs quotes here: "5"

    plan.yaml:16:7  error  "j k" is not an id: letters, digits, "_", "-" and ".", beginning with a letter or "_"
              "j k": true
              ^~~~~

    plan.yaml:17:21  error  JSON has no number Infinity
              l: { minimum: .inf }
                            ^~~~"
  `);
});
