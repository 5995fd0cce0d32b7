import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPlan } from "../../src/plan/readPlan.ts";
import { formatDiagnostics } from "../../src/plan/render.ts";
import { plan } from "./support.ts";

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pawl-read-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function toldOf(name: string, content?: string | Buffer): Promise<string> {
  const path = join(folder, name);
  if (content !== undefined) writeFileSync(path, content);
  const { diagnostics, text, plan: made } = await readPlan(path, { lookForCommands: false });
  expect(made === undefined).toBe(diagnostics.length > 0);
  return formatDiagnostics(diagnostics, text).replaceAll(folder, "/here");
}

test("files that are no plans", async () => {
  expect(await toldOf("plna.yaml")).toMatchInlineSnapshot(
    `"/here/plna.yaml  error  there is no such file"`,
  );
  writeFileSync(join(folder, "plan.yaml"), plan("  - { id: a, run: make }\n"));
  expect(await toldOf("plna.yaml")).toMatchInlineSnapshot(`
    "/here/plna.yaml  error  there is no such file
        did you mean "plan.yaml"?"
  `);
  expect(await toldOf("something-else")).toMatchInlineSnapshot(`
    "/here/something-else  error  there is no such file
        in that folder there are plan.yaml"
  `);
  expect(await toldOf("nowhere/plan.yaml")).toMatchInlineSnapshot(
    `"/here/nowhere/plan.yaml  error  there is no such file"`,
  );
  expect(await toldOf("plan.yaml/plan.yaml")).toMatchInlineSnapshot(
    `"/here/plan.yaml/plan.yaml  error  there is no such file"`,
  );
  expect(await toldOf(".")).toMatchInlineSnapshot(`
    "/here  error  this is a folder, not a plan
        it holds plan.yaml"
  `);
  mkdirSync(join(folder, "empty"));
  expect(await toldOf("empty")).toMatchInlineSnapshot(
    `"/here/empty  error  this is a folder, not a plan"`,
  );
  expect(await toldOf("empty.yaml", "")).toMatchInlineSnapshot(`
    "/here/empty.yaml  error  this file is empty
        pawl init writes a plan to start from"
  `);
  expect(await toldOf("binary.yaml", Buffer.from("pawl: 1\n\0\u0001"))).toMatchInlineSnapshot(`
    "/here/binary.yaml  error  not a text file: byte 8 is zero
        a plan is YAML or JSON in UTF-8"
  `);
  expect(await toldOf("latin1.yaml", Buffer.from("name: caf\u00e9\npawl: 1\n", "latin1")))
    .toMatchInlineSnapshot(`
      "/here/latin1.yaml  error  not UTF-8: byte 9 (0xe9) belongs to no character
          save the file in UTF-8"
    `);
  expect(await toldOf("cut.yaml", Buffer.from("name: \u{1f600}").subarray(0, 8)))
    .toMatchInlineSnapshot(`
      "/here/cut.yaml  error  not UTF-8: byte 6 (0xf0) belongs to no character
          save the file in UTF-8"
    `);
});

test("a file that may not be read", async () => {
  const path = join(folder, "secret.yaml");
  writeFileSync(path, "pawl: 1\n");
  chmodSync(path, 0);
  const shown = await toldOf("secret.yaml");
  // Root may read anything.
  expect([shown.includes("may not be read by you"), process.getuid?.() === 0]).toContain(true);
});

test("a file that is too large is not read", async () => {
  const path = join(folder, "large.yaml");
  writeFileSync(path, "pawl: 1\n");
  truncateSync(path, 50_000_000);
  const started = performance.now();
  expect(await toldOf("large.yaml")).toMatchInlineSnapshot(
    `"/here/large.yaml  error  50.0 MB is too large for a plan; at most 16 MiB are read"`,
  );
  expect(performance.now() - started).toBeLessThan(500);
});

test("a byte order mark and other line ends", async () => {
  expect(
    await toldOf(
      "bom.yaml",
      `\ufeff${plan("  - { id: a, run: make }\n").replaceAll("\n", "\r\n")}`,
    ),
  ).toBe("");
  expect(await toldOf("crlf.yaml", "pawl: 1\r\nname: x\r\nphases: []\r\nwhat: 1\r\n"))
    .toMatchInlineSnapshot(`
      "/here/crlf.yaml:3:9  error  "phases" is an empty list, expected a list of one phase or more
          phases: []
                  ^~

      /here/crlf.yaml:4:1  error  unknown key "what" in the plan
          what: 1
          ^~~~
          known keys: pawl, name, description, params, inputs, state, concurrency, on_failure, env, defaults, workspace, models, details, context, mirror, github, budget, notify, agents, specialists and 1 more"
    `);
});

test("the digest is that of the bytes, mark included", async () => {
  writeFileSync(join(folder, "a.yaml"), "\ufeffpawl: 1\n");
  const { source } = await readPlan(join(folder, "a.yaml"));
  expect(source.sha256).toBe("476be157dcbd907d2ba2c82361c68c8062e543fef51ffc7ebbf305bfeeb64ced");
});
