import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Event } from "../../src/core/events.ts";
import { Workspace } from "./rig.ts";

const TOKEN = "correct-horse-battery";
const LITERAL = "staple-in-the-plan";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  place.env["MY_TOKEN"] = TOKEN;
});
afterEach(() => place.remove());

function plan(run: string, more = "", ofPhase = ""): void {
  place.write(
    "plan.yaml",
    `pawl: 1
name: secrets
phases:
  - id: work
${ofPhase}    tasks:
      - id: task
        run: ${JSON.stringify(run)}
        env: { MY_TOKEN: { pass: true }, LITERAL_KEY: ${LITERAL} }
${more}`,
  );
}

const ended = (): Event | undefined =>
  place
    .events()
    .map((each) => each.event)
    .find((each) => each.type === "attempt-succeeded" || each.type === "attempt-failed");

describe("what a command tells of its secrets", () => {
  const SHELL = 'echo "it is $MY_TOKEN"; echo "and $LITERAL_KEY"; printf "$MY_TOKEN"; exit 1';

  test.each([[[]], [["-f"]], [["--json"]], [["task"]], [["task", "-f"]]])(
    "pawl logs %j does not show it",
    async (options) => {
      plan(SHELL);
      await place.pawl("run", "plan.yaml");
      const { stdout, stderr, code } = await place.pawl("logs", ...options);
      expect(code).toBe(0);
      expect(stdout).toContain("it is ***");
      expect(stdout).toContain("and ***");
      expect(stdout + stderr).not.toMatch(new RegExp(`${TOKEN}|${LITERAL}`));
    },
  );

  test("nor do the lines of a run, the journal, or why", async () => {
    plan(SHELL);
    const { stdout } = await place.pawl("run", "plan.yaml");
    const why = await place.pawl("why");
    expect(stdout).toContain("| it is ***");
    expect(stdout + why.stdout).not.toMatch(new RegExp(`${TOKEN}|${LITERAL}`));
    expect(ended()).toMatchObject({ failure: { tail: "it is ***\nand ***\n***" } });
  });

  test("its output.log is what it wrote, and bytes that are no text stay as they are", async () => {
    plan('printf "it is $MY_TOKEN\\n\\377\\000\\n"');
    await place.pawl("run", "plan.yaml");
    const file = join(place.dir, ".pawl/runs", place.run(), "attempts/work/task@1/output.log");
    expect(readFileSync(file, "latin1")).toBe(`it is ${TOKEN}\n\u00FF\0\n`);
    const shown = await place.pawl("logs", "task");
    expect(shown.stdout).toMatch(/^it is \*\*\*\n/);
  });
});

describe("an artifact of a command that holds a secret", () => {
  const SHELL = `printf '{"key":"%s"}' "$MY_TOKEN" > "$PAWL_ARTIFACTS/found.json"`;
  const produces = (schema: string): void =>
    plan(SHELL, "        produces: [found]\n", `    produces: { found: ${schema} }\n`);

  test("is handed on without it, and the digest is that of what is handed on", async () => {
    produces("{ type: object }");
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    const text = '{"key":"***"}';
    const sha256 = createHash("sha256").update(text).digest("hex");
    expect(ended()).toMatchObject({
      artifacts: [{ name: "found", sha256, bytes: text.length, value: { key: "***" } }],
    });
  });

  test("fails where it does not fit without it", async () => {
    produces("{ properties: { key: { minLength: 8 } } }");
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 1 });
    expect(ended()).toMatchObject({
      failure: {
        class: "invalid-artifact",
        message: expect.stringMatching(
          /^artifact "found" holds a secret, which is not handed on, and does not fit without it: \/key: /,
        ),
      },
    });
  });
});
