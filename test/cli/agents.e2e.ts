import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { fromJSONSchema } from "zod";
import { versionIn, versionOf } from "../../src/cli/agents/version.ts";
import type { AgentsView } from "../../src/cli/agents/view.ts";
import { isThere, until, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  mkdirSync(join(place.dir, "bin"));
  // Only what is put there is found; agents that this machine has are not.
  place.env["PATH"] = `${join(place.dir, "bin")}:/usr/bin:/bin`;
});
afterEach(() => place.remove());

/** A program on the PATH of the workspace. */
function program(name: string, script: string): string {
  const path = place.write(`bin/${name}`, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function view(): Promise<AgentsView> {
  const { stdout, stderr, code } = await place.pawl("agents", "--json");
  expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  return JSON.parse(stdout) as AgentsView;
}

const driver = async (name: string) => (await view()).drivers.find((each) => each.driver === name)!;

/** The lines of one driver. */
async function lines(name: string): Promise<string[]> {
  const all = (await place.pawl("agents")).stdout.split("\n");
  const first = all.findIndex((each) => each.startsWith(`${name} `));
  const next = all.findIndex((each, at) => at > first && !each.startsWith("          "));
  return all.slice(first, next);
}

const PLAN = `pawl: 1
name: with agents
agents:
  builder: { use: claude, model: opus, env: [ANTHROPIC_API_KEY] }
  other: { use: claude }
  tool: { use: command, command: [no-such-tool, "{prompt}"] }
phases:
  - id: build
    tasks:
      - { id: code, agent: builder, prompt: "Do it." }
      - { id: more, agent: other, prompt: "Do more." }
      - { id: look, agent: reviewer, prompt: "Look at it." }
      - { id: last, agent: tool, prompt: "End it." }
`;

const REVIEWER = `---
name: reviewer
description: reviews
tools: Read, Grep
model: sonnet
---
You review.
`;

function claudeAgent(name: string, text: string): void {
  mkdirSync(join(place.dir, ".claude/agents"), { recursive: true });
  writeFileSync(join(place.dir, ".claude/agents", name), text);
}

describe("a driver", () => {
  test("that is not installed says how to get it and how to sign in", async () => {
    expect(await lines("claude")).toEqual([
      "claude    not installed",
      "          not signed in, as far as can be told; on macOS the sign-in is kept in the keychain, which is not looked into",
      "          can: tells its tokens, and their cost, goes on with a session, answers by a schema, takes Pawl's tools, stops on SIGINT; permissions read-only, edit, full",
      "          → install it: npm install -g @anthropic-ai/claude-code",
      "          → sign in: run `claude` and sign in, or set ANTHROPIC_API_KEY and name it in the agent's `env`",
    ]);
  });

  test("that is installed says version and place", async () => {
    const path = program("codex", 'test "$*" = --version && echo "codex-cli 0.169.0"');
    expect(await driver("codex")).toMatchObject({ program: "codex", path, version: "0.169.0" });
    expect((await lines("codex"))[0]).toBe(`codex     0.169.0 (${path})`);
  });

  test("is asked for its version with no key in its environment, outside of the folder", async () => {
    place.env["ANTHROPIC_API_KEY"] = "sk-ant-secret";
    program("claude", `env > ${place.dir}/seen; pwd >> ${place.dir}/seen; echo 2.1.197`);
    expect((await driver("claude")).version).toBe("2.1.197");
    const seen = readFileSync(join(place.dir, "seen"), "utf8");
    expect(seen).toContain(`HOME=${place.dir}\n`);
    expect(seen).not.toContain("secret");
    expect(seen).not.toMatch(new RegExp(`^${place.dir}$`, "m"));
  });

  test.each([
    ["fails", "echo 1.2.3; exit 1"],
    ["tells none", "echo hello"],
  ])("whose program %s has no version", async (_how, script) => {
    const path = program("gemini", script);
    expect(await driver("gemini")).toMatchObject({ path, version: null });
    expect((await lines("gemini"))[0]).toBe(`gemini    version unknown: it did not tell (${path})`);
  });

  test("that comes along, or starts what a plan gives, needs no program", async () => {
    expect((await lines("acp"))[0]).toBe("acp       starts the command that the plan gives");
    expect((await lines("command"))[0]).toBe("command   starts the command that the plan gives");
    expect((await lines("scripted"))[0]).toBe("scripted  comes with Pawl");
  });
});

describe("whether it is signed in", () => {
  test("is told by a variable, and how a plan passes it on", async () => {
    place.env["CODEX_API_KEY"] = "k";
    expect(await driver("codex")).toMatchObject({
      signedIn: { by: "variable", name: "CODEX_API_KEY" },
      todo: ["install it: npm install -g @openai/codex"],
    });
    expect((await lines("codex"))[1]).toBe(
      "          signed in by the variable CODEX_API_KEY; a plan's agent gets it with env: [CODEX_API_KEY] (whether it still holds is not tried)",
    );
  });

  test("is told by the file of a sign-in", async () => {
    mkdirSync(join(place.dir, ".codex"));
    const path = place.write(".codex/auth.json", '{"token":"t"}');
    expect(await driver("codex")).toMatchObject({ signedIn: { by: "file", path } });
    expect((await lines("codex"))[1]).toBe(
      `          signed in by ${path} (whether it still holds is not tried)`,
    );
  });

  test("is told for each agent of the plan: the variable must be passed on", async () => {
    place.env["ANTHROPIC_API_KEY"] = "k";
    place.write("pawl.yaml", PLAN);
    claudeAgent("reviewer.md", REVIEWER);
    const claude = await driver("claude");
    expect(claude.planAgents).toEqual([
      { id: "builder", signedIn: true },
      { id: "other", signedIn: false },
      { id: "reviewer", signedIn: false },
    ]);
    const told = await lines("claude");
    expect(told[1]).toBe(
      "          signed in by the variable ANTHROPIC_API_KEY; reaches builder (whether it still holds is not tried)",
    );
    expect(told.at(-1)).toBe(
      "          → ANTHROPIC_API_KEY is set here and does not reach agents other, reviewer of pawl.yaml: write env: [ANTHROPIC_API_KEY] for them under agents",
    );
  });

  test("is told by a file that only a variable leads to", async () => {
    mkdirSync(join(place.dir, "elsewhere"));
    place.write("elsewhere/auth.json", '{"token":"t"}');
    place.env["CODEX_HOME"] = join(place.dir, "elsewhere");
    place.write("pawl.yaml", PLAN.replace("other: { use: claude }", "other: { use: codex }"));
    claudeAgent("reviewer.md", REVIEWER);
    expect((await driver("codex")).todo).toEqual([
      "install it: npm install -g @openai/codex",
      "CODEX_HOME is set here and does not reach agent other of pawl.yaml: write env: [CODEX_HOME] for it under agents",
    ]);
  });
});

describe("the agents of a folder", () => {
  test("are those of its plan and those of Claude Code", async () => {
    place.write("pawl.yaml", PLAN);
    claudeAgent("reviewer.md", REVIEWER);
    claudeAgent("writer.md", REVIEWER.replace("reviewer", "writer").replace("Read, Grep", "Edit"));
    const { stdout } = await place.pawl("agents");
    expect(stdout.slice(stdout.indexOf("AGENT")).split("\n")).toEqual([
      "AGENT     DRIVER   MODEL    PERMISSIONS  FROM",
      "builder   claude   opus     edit         pawl.yaml",
      "other     claude   its own  edit         pawl.yaml",
      "tool      command  its own  edit         pawl.yaml",
      "reviewer  claude   sonnet   read-only    .claude/agents/reviewer.md (pawl.yaml)",
      "writer    claude   sonnet   edit         .claude/agents/writer.md",
      "",
    ]);
    expect((await driver("command")).todo).toEqual([
      "agent tool of pawl.yaml starts no-such-tool, which is not found",
    ]);
  });

  test("may be none", async () => {
    const { stdout } = await place.pawl("agents");
    expect(stdout).toMatch(
      /\n\nno agents in this folder: neither in a plan nor in .claude\/agents\n$/,
    );
  });

  test("that cannot be read are named, and the rest is told", async () => {
    place.write("pawl.yaml", "pawl: 1\nname: [\n");
    claudeAgent("bad.md", "You review.\n");
    claudeAgent("good.md", REVIEWER);
    const { agents, notes } = await view();
    expect(agents.map((each) => each.id)).toEqual(["reviewer"]);
    expect(notes).toEqual([
      "pawl.yaml is in error, and its agents are not seen; pawl validate pawl.yaml says why",
      '.claude/agents/bad.md is no agent that can be used: an agent\'s file begins with front matter, and this one does not begin with a line "---"',
    ]);
    const { stdout } = await place.pawl("agents");
    expect(stdout.trimEnd().split("\n").slice(-2)).toEqual(notes.map((each) => `note: ${each}`));
  });
});

test("as JSON it is as its schema says", async () => {
  place.env["ANTHROPIC_API_KEY"] = "k";
  place.write("pawl.yaml", PLAN);
  claudeAgent("reviewer.md", REVIEWER);
  program("claude", "echo 2.1.197");
  const schema = JSON.parse(
    readFileSync(new URL("../../schemas/agents.json", import.meta.url), "utf8"),
  ) as Parameters<typeof fromJSONSchema>[0];
  expect(fromJSONSchema(schema).safeParse(await view()).error?.issues ?? []).toEqual([]);
});

test("a program that hangs is ended, with what it started", async () => {
  const folder = mkdtempSync(join(tmpdir(), "pawl-version-"));
  const path = join(folder, "hangs");
  const pids = join(folder, "pids");
  writeFileSync(path, `#!/bin/sh\nsleep 1000 & echo $! $$ > ${pids}; echo 1.2.3; wait\n`);
  chmodSync(path, 0o755);
  // Patience is what is tried here: it must be enough for the shell to start its child.
  const version = versionOf(path, [], 1_000);
  await until("it has begun", () => existsSync(pids) && readFileSync(pids, "utf8") !== "");
  expect(await version).toBeUndefined();
  const [child, shell] = readFileSync(pids, "utf8").trim().split(" ").map(Number);
  await until("both are gone", () => !isThere(child!) && !isThere(shell!));
  rmSync(folder, { recursive: true });
});

test.each([
  ["2.1.197 (Claude Code)", "2.1.197"],
  ["codex-cli 0.169.0\n", "0.169.0"],
  ["v1.0.102-beta.1", "1.0.102-beta.1"],
  ["hello", undefined],
])("the version in %j", (output, version) => expect(versionIn(output)).toBe(version));
