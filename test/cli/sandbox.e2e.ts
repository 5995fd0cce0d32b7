import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { PAWL, Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => {
  place = new Workspace();
  git("init", "-q", "-b", "main");
  place.write("add.js", "export const add = (a, b) => a + b;\n");
});
afterEach(() => place.remove());

const git = (...args: string[]): string =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
    cwd: place.dir,
    env: place.env,
    encoding: "utf8",
  });

/** Writes what the attempt tries, and a plan in whose first phase a person is asked while it tries. */
function plan(script: string): void {
  place.write("try.sh", script);
  place.write(
    "plan.yaml",
    `pawl: 1
name: kept
defaults: { isolation: sandbox }
phases:
  - id: build
    run: echo "// built" >> add.js
    gate: { checks: [{ id: built, run: grep -q built add.js }], approve: proceed }
  - { id: beside, depends_on: [build], run: "true" }
  - { id: tries, depends_on: [], run: sh try.sh, env: { CLI: "${process.execPath} ${PAWL}" } }
`,
  );
  git("add", "-A");
  git("commit", "-qm", "first");
}

describe("a plan with `isolation: sandbox`", () => {
  test("lets nothing past that an attempt does to be approved", async () => {
    plan(`asks() { env -i PATH="$PATH" HOME="$HOME" setsid $CLI "$@"; }
until grep -q approval-requested .pawl/runs/*/journal.jsonl; do sleep 0.05; done
digest=$(sed -n 's/.*approval-requested.*"digest":"\\([0-9a-f]*\\)".*/\\1/p' .pawl/runs/*/journal.jsonl)
test "$digest" || echo none > approved
asks approve --phrase proceed --evidence "$digest" && echo approved > approved
asks reject --reason no && echo rejected > approved
for journal in .pawl/runs/*/journal.jsonl; do echo x >> "$journal" && echo written > approved; done
rm -rf .pawl 2> /dev/null
git config core.hooksPath /tmp && echo configured > approved
exit 0
`);
    const ended = await place.pawl("run", "plan.yaml", "--concurrency", "2");
    expect(ended).toMatchObject({ code: 3 });
    expect(readdirSync(place.dir)).not.toContain("approved");
    expect(place.types().filter((each) => /^gate-(approved|rejected)/.test(each))).toEqual([]);
    expect((await place.pawl("audit", place.run(), "--verify")).code).toBe(0);
    expect(git("config", "--list", "--local")).not.toContain("hookspath");
    expect(place.read("add.js")).toContain("// built");
    // It is a person's to decide all the same.
    const { stdout } = await place.pawl("approve", "--json");
    const { approving } = JSON.parse(stdout) as { approving: { digest: string }[] };
    const digest = approving[0]!.digest;
    const approved = await place.pawl("approve", "--phrase", "proceed", "--evidence", digest);
    expect(approved.code).toBe(0);
    expect((await place.pawl("resume")).code).toBe(0);
  });

  test("keeps agents in it, which report and hand in as ever", async () => {
    place.write(
      "robot.yaml",
      `tasks:
  build/code:
    1:
      - fail: { class: transient }
    default:
      - write: { file: made.txt, text: made }
      - run: { command: "echo x > ${place.dir}-outside || echo kept", allow_fail: true }
      - run: "! echo x > .git/HEAD"
      - submit: { artifact: state, value: { done: true } }
      - report: { status: success, summary: did it }
`,
    );
    place.write(
      "agents.yaml",
      `pawl: 1
name: agents
agents: { robot: { use: scripted, script: robot.yaml, isolation: sandbox } }
phases:
  - id: build
    produces: { state: true }
    tasks: [{ id: code, agent: robot, prompt: do it }]
`,
    );
    const ended = await place.pawl("run", "agents.yaml");
    expect(ended).toMatchObject({ code: 0 });
    expect(place.read("made.txt")).toBe("made");
    expect(existsSync(`${place.dir}-outside`)).toBe(false);
    expect((await place.pawl("artifacts", place.run(), "state")).stdout).toContain('"done": true');
  });

  test("keeps what its checks start in a sandbox, too", async () => {
    plan("exit 0");
    place.write(
      "plan.yaml",
      place.read("plan.yaml").replace("grep -q built add.js", "'touch here && ! touch ../there'"),
    );
    git("commit", "-qam", "second");
    const ended = await place.pawl("run", "plan.yaml");
    expect(ended).toMatchObject({ code: 3 });
  });

  test("is refused where there is no bubblewrap, before anything is begun", async () => {
    plan("exit 0");
    const bin = join(place.dir, "bin");
    mkdirSync(bin);
    for (const folder of place.env["PATH"]!.split(":"))
      for (const name of namesIn(folder))
        if (name !== "bwrap" && !namesIn(bin).includes(name))
          symlinkSync(join(folder, name), join(bin, name));
    place.env["PATH"] = bin;
    const missing = await place.pawl("run", "plan.yaml");
    expect(missing).toMatchObject({
      code: 2,
      stderr:
        "pawl: `isolation: sandbox` needs bubblewrap, and bwrap is not on the PATH; install it (apt-get install bubblewrap), or take the key out\n",
    });
    place.write("bin/bwrap", "#!/bin/sh\necho 'bwrap: Operation not permitted' >&2\nexit 1\n");
    chmodSync(join(bin, "bwrap"), 0o755);
    const forbidden = await place.pawl("run", "plan.yaml");
    expect(forbidden).toMatchObject({
      code: 2,
      stderr: `pawl: \`isolation: sandbox\` needs bubblewrap, and ${bin}/bwrap is not permitted to work here: bwrap: Operation not permitted; let users make namespaces, or take the key out\n`,
    });
    expect((await place.pawl("runs")).stdout).not.toContain("kept");
    expect((await place.pawl("doctor")).stdout).toContain("ok       sandbox: none: `isolation");
  });
});

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

test("a scripted agent that is sent back goes on in its session, of which a sandbox lets it only read", async () => {
  place.write(
    "plan.yaml",
    `pawl: 1
name: goes on
workspace: { mode: worktree }
agents:
  robot:
    use: scripted
    isolation: sandbox
    script:
      default:
        - write: { file: made.txt, text: "one\\n" }
        - report: { status: success, summary: written }
      tasks:
        build/made:
          "3":
            - write: { file: made.txt, text: "two\\n" }
            - report: { status: success, summary: written again }
phases:
  - { id: build, tasks: [{ id: made, agent: robot, prompt: Write., check: grep -q two made.txt }] }
`,
  );
  git("add", "-A");
  git("commit", "-qm", "first");
  const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
  expect(code, stdout + stderr).toBe(0);
  const failed = place
    .events()
    .flatMap(({ event }) => (event.type === "attempt-failed" ? [event.failure.class] : []));
  expect(failed).toEqual(["claim-refuted"]);
});

test("a sandbox has no other temporary folders than its own, but where programs of the user lie in one", async () => {
  const tools = mkdtempSync("/var/tmp/pawl-tools-");
  // npm names folders of the checkout, which may lie anywhere.
  const elsewhere = place.env["PATH"]!.split(":").filter((each) => !each.startsWith("/var/tmp/"));
  place.env["PATH"] = elsewhere.join(":");
  try {
    const hello = join(tools, "say-hello");
    writeFileSync(hello, "#!/bin/sh\necho hello\n", { mode: 0o755 });
    const calls = (command: string): string =>
      place.write(
        "plan.yaml",
        `pawl: 1\nname: tools\ndefaults: { isolation: sandbox }\nphases: [{ id: calls, run: "${command}" }]\n`,
      );
    calls(`! test -e '${hello}'`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
    place.env["PATH"] += `:${tools}`;
    calls(`say-hello && ! touch '${tools}/made'`);
    expect(await place.pawl("run", "plan.yaml")).toMatchObject({ code: 0 });
  } finally {
    rmSync(tools, { recursive: true, force: true });
  }
});
