import { symlinkSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import type { Agent } from "../../src/core/agent.ts";
import { readClaudeAgent } from "../../src/plan/agents/claudeAgent.ts";
import { Findings } from "../../src/plan/findings.ts";
import { everyTime, plan, PlanFolder } from "./support.ts";

const folder = new PlanFolder();
afterAll(() => folder.remove());

const one = (agent: string): string => plan(`  - { id: a, agent: ${agent}, prompt: x }\n`);

async function agentOf(name: string, file: string): Promise<Partial<Agent>> {
  folder.write({ [`.claude/agents/${name}.md`]: file });
  const { plan: made } = await folder.read(one(name));
  return made!.agents![name]!;
}

test("what Claude Code's file says of an agent", async () => {
  const file = `---
name: Reviewer
description: >
  Reads what others wrote. Use it: often.
tools: Read, Grep, Bash(git log:*, git show:*)
disallowedTools: [WebFetch]
model: opus
permissionMode: acceptEdits
maxTurns: 12
color: blue
hooks: { Stop: [{ hooks: [{ type: command, command: x }] }] }
---

You review.

---
A line as above ends nothing here.
`;
  const agent = {
    id: "reviewer",
    use: "claude",
    permissions: "edit",
    stallMs: 600_000,
    attemptTools: true,
    model: "opus",
    budget: { turns: 12 },
    tools: ["Read", "Grep", "Bash(git log:*, git show:*)"],
    disallowedTools: ["WebFetch"],
    system: "You review.\n\n---\nA line as above ends nothing here.",
    source: ".claude/agents/reviewer.md",
  };
  expect(await agentOf("reviewer", file)).toEqual(agent);
  expect(await agentOf("reviewer", `\ufeff${file.replaceAll("\n", "\r\n")}`)).toEqual({
    ...agent,
    system: agent.system.replaceAll("\n", "\r\n"),
  });
  const { source } = await folder.read(one("reviewer"));
  expect(source.files?.map((each) => each.path)).toEqual([".claude/agents/reviewer.md"]);
});

test.each([
  ["permissionMode: plan", "read-only"],
  ["tools: [Read, Grep, Glob]", "read-only"],
  ["tools: Read\npermissionMode: bypassPermissions", "read-only"],
  ["tools: Read, Edit", "edit"],
  ["tools:", "edit"],
  ["tools: ''", "edit"],
  ["tools: '*'", "edit"],
  ["permissionMode: bypassPermissions", "full"],
  ["permissionMode: default", "edit"],
  ["model: inherit", "edit"],
])("%j makes it %s", async (line, permissions) => {
  const agent = await agentOf("x", `---\nname: x\n${line}\n---\nbody`);
  expect(agent).toMatchObject({ permissions, system: "body" });
  expect(agent).not.toHaveProperty("model");
});

test("an agent is found by its file's name, else by the name in a file, else it is a driver", async () => {
  folder.write({
    ".claude/agents/file-name.md": "---\nname: other-name\n---\nby file\n",
    ".claude/agents/codex.md": "---\nname: codex\n---\nnot the driver\n",
  });
  const made = await folder.plan(
    plan(`  - id: p
    tasks:
      - { id: a, agent: file-name, prompt: x }
      - { id: b, agent: other-name, prompt: x }
      - { id: c, agent: codex, prompt: x }
      - { id: d, agent: gemini, prompt: x }
`),
  );
  const said = Object.values(made.agents!).map(({ id, use, system }) => [id, use, system]);
  expect(said).toEqual([
    ["file-name", "claude", "by file"],
    ["other-name", "claude", "by file"],
    ["codex", "claude", "not the driver"],
    ["gemini", "gemini", undefined],
  ]);
});

test("from: what the plan says comes first, and names of tools and models are for Claude Code only", async () => {
  folder.write({
    "roles/r.md": "---\nmodel: opus\ntools: Read, Grep\nmaxTurns: 3\n---\nReview.\n",
  });
  const made = await folder.plan(
    `pawl: 1
name: x
agents:
  a: { from: roles/r.md, model: haiku, system: Be kind., permissions: edit }
  b: { from: roles/r.md, use: codex, budget: { turns: 9 } }
phases:
  - id: p
    tasks: [{ id: a, agent: a, prompt: x }, { id: b, agent: b, prompt: x }]
`,
  );
  const common = { stallMs: 600_000, attemptTools: true, source: "roles/r.md" };
  expect(made.agents).toEqual({
    a: {
      ...common,
      id: "a",
      use: "claude",
      model: "haiku",
      tools: ["Read", "Grep"],
      budget: { turns: 3 },
      system: "Be kind.",
      permissions: "edit",
    },
    b: {
      ...common,
      id: "b",
      use: "codex",
      budget: { turns: 9 },
      system: "Review.",
      permissions: "read-only",
    },
  });
});

test("a file that is no YAML is read line by line, and that is said", async () => {
  folder.write({
    ".claude/agents/loose.md":
      "---\nname: loose\ndescription: Use it. Examples: <example>Context: new: code</example>\n\ttabs\n- and a list\ntools: Read, Edit\nmodel: 'sonnet'\n---\nWork.\n",
  });
  const { plan: made } = await folder.read(one("loose"));
  expect(made!.agents!["loose"]).toMatchObject({
    tools: ["Read", "Edit"],
    model: "sonnet",
    system: "Work.",
  });
  expect(await folder.told(one("loose"))).toMatchInlineSnapshot(`
    ".claude/agents/loose.md:3:14  warning  the front matter is not YAML: a second ": " on one line
        description: Use it. Examples: <example>Context: new: code</example>
                     ^
        text with ": " in it, or over several lines, needs quotes or a "|""
  `);
});

test("files that are no agents", async () => {
  const link = "/home/ann/.claude/agents/deep-research.md";
  folder.write({
    ".claude/agents/text.md": link,
    ".claude/agents/empty.md": "",
    ".claude/agents/open.md": "---\nname: open\n",
    ".claude/agents/list.md": "---\n- a\n- b\n---\nbody\n",
    ".claude/agents/odd.md":
      "---\nname: odd\ntools: { a: 1 }\nmodel: [x]\nmaxTurns: many\npermissionMode: plna\ntools: Read\n---\n",
    ".claude/agents/one.md": "---\nname: twice\n---\n",
    ".claude/agents/two.md": '---\r\nname: "twice"\r\n---\r\n',
  });
  symlinkSync("/etc/hostname", join(folder.path, ".claude/agents/away.md"));
  const names = ["text", "empty", "open", "list", "odd", "twice", "away"];
  const tasks = names.map((name) => `      - { id: ${name}, agent: ${name}, prompt: x }\n`);
  expect(await folder.told(plan(`  - id: p\n    tasks:\n${tasks.join("")}`)))
    .toMatchInlineSnapshot(`
    "plan.yaml:11:29  error  .claude/agents/one.md and .claude/agents/two.md are both "twice"
              - { id: twice, agent: twice, prompt: x }
                                    ^~~~~
        give one of them another name

    plan.yaml:12:28  error  ".claude/agents/away.md" is outside of the plan's folder and its repository
              - { id: away, agent: away, prompt: x }
                                   ^~~~
        a plan reads only files from there

    .claude/agents/text.md:1:1  error  an agent's file begins with front matter, and this one does not begin with a line "---"
        /home/ann/.claude/agents/deep-research.md
        ^~~
        for a file that is all prompt, write "system: <the file>" under "agents"

    .claude/agents/empty.md:1:1  error  an agent's file begins with front matter, and this one does not begin with a line "---"
        for a file that is all prompt, write "system: <the file>" under "agents"

    .claude/agents/open.md:1:1  error  the front matter that begins here has no second line "---"
        ---
        ^~~

    .claude/agents/list.md:1:1  error  the front matter cannot be read: it is no map of keys
        ---
        ^~~

    .claude/agents/odd.md:3:8  error  "tools" is a map, expected names of tools, in a list or with commas between them
        tools: { a: 1 }
               ^~~~~~~~

    .claude/agents/odd.md:4:8  error  "model" is a list, expected the name of a model
        model: [x]
               ^~~

    .claude/agents/odd.md:5:11  error  "maxTurns" is "many", expected a whole number from 1 on
        maxTurns: many
                  ^~~~

    .claude/agents/odd.md:6:17  warning  "permissionMode" is "plna", which is not known here; the agent may edit
        permissionMode: plna
                        ^~~~
        did you mean "plan"?

    .claude/agents/odd.md:7:1  error  "tools" is given twice, first in line 3
        tools: Read
        ^~~~~
        keep one of them"
  `);
});

test("whatever a file holds, it is read or refused", () => {
  const piece = fc.constantFrom(
    "---\n",
    "---",
    "\n",
    "\r\n",
    "\t",
    "name: x\n",
    "tools: ",
    "model: ",
    "maxTurns: 3\n",
    "permissionMode: plan\n",
    "- a\n",
    "[a, b]\n",
    "{",
    '"',
    ": ",
    "&a ",
    "*a",
    "a, B(c, d), (",
    "\ufeff",
    "\u0000",
  );
  const files = fc.array(piece, { maxLength: 12 }).map((each) => each.join(""));
  const check = (text: string): void => {
    const findings = new Findings(text, "x.md");
    const agent = readClaudeAgent({ path: "x.md", sha256: "", text, findings });
    for (const { line, column } of findings.list()) {
      expect(line).toBeGreaterThan(0);
      expect(column).toBeGreaterThan(0);
    }
    expect(agent !== undefined || findings.errors > 0).toBe(true);
  };
  expect(everyTime(files, check)).toBe("held");
});
