import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "./rig.ts";

let place: Workspace;
beforeEach(() => (place = new Workspace()));
afterEach(() => place.remove());

const PLAN = `pawl: 1
name: drill
phases:
  - { id: a, run: "echo a >> ran" }
  - { id: b, run: "echo b >> ran; test -e ok" }
`;

describe("the corruption drill", () => {
  beforeEach(async () => {
    place.write("plan.yaml", PLAN);
    expect((await place.pawl("run", "plan.yaml")).code).toBe(1);
  });

  test("a journal that is whole needs nothing", async () => {
    const events = place.events().length;
    expect(await place.pawl("state", "repair", place.run())).toMatchObject({
      code: 0,
      stdout: `${place.run()}: ${events} events, chain intact; there is nothing to repair\n`,
    });
  });

  test("a torn end: what is lost is said, and it is cut only when told to", async () => {
    const whole = readFileSync(place.journalPath(), "utf8");
    const events = place.events().length;
    appendFileSync(place.journalPath(), '{"hash":"12');
    const offered = await place.pawl("state", "repair", place.run());
    expect(offered).toMatchObject({
      code: 0,
      stdout:
        `${place.run()}: the journal is whole up to event ${events}; 11 bytes of a torn line follow\n` +
        `  cutting them off loses nothing that had been recorded\n` +
        `  pawl state repair ${place.run()} --apply  does it (so does the next command that writes to the run)\n`,
    });
    expect(readFileSync(place.journalPath(), "utf8")).toBe(`${whole}{"hash":"12`);
    const applied = await place.pawl("state", "repair", place.run(), "--apply");
    expect(applied.stdout).toBe(
      `${place.run()}: 11 torn bytes are cut off; pawl resume ${place.run()} goes on\n`,
    );
    expect(readFileSync(place.journalPath(), "utf8")).toBe(whole);
  });

  test("a damaged middle: audit names the first bad event, the copy is offered, and no finished work is done again", async () => {
    const path = place.journalPath();
    const run = place.run();
    const lines = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, lines.with(3, lines[3]!.replace("a", "A")).join("\n"));
    const audit = await place.pawl("audit", run, "--verify");
    expect(audit.code).toBe(2);
    expect(audit.stdout + audit.stderr).toContain(`${path}:4 was changed after it was written`);
    const offered = await place.pawl("state", "repair", run);
    expect(offered.stdout).toContain(
      `the copy beside it is whole up to event ${lines.length - 1}; putting it in place loses nothing that had been recorded\n`,
    );
    const applied = await place.pawl("state", "repair", run, "--apply");
    expect(applied.stdout).toBe(
      `${run}: the copy is in place; the damaged journal is kept as ${dirname(path)}/journal.damaged-1.jsonl\npawl resume ${run} goes on\n`,
    );
    place.write("ok", "");
    expect((await place.pawl("resume")).code).toBe(0);
    expect(place.read("ran")).toBe("a\nb\nb\n");
  });

  test("a copy that is behind: what is lost is said, and work that it does not know of is taken over, not done twice", async () => {
    const path = place.journalPath();
    const run = place.run();
    const lines = readFileSync(path, "utf8").split("\n");
    const behind = lines.findIndex((line) => line.includes('"phase":"b"'));
    writeFileSync(
      path.replace(".jsonl", ".backup.jsonl"),
      `${lines.slice(0, behind).join("\n")}\n`,
    );
    writeFileSync(path, lines.with(2, "{}").join("\n"));
    const offered = await place.pawl("state", "repair", run, "--apply");
    expect(offered.code).toBe(0);
    place.write("ok", "");
    const resumed = await place.pawl("resume");
    // The attempt of b that the copy does not know of had ended with exit 1: its result is taken, and a resume tries again.
    expect(resumed.code).toBe(1);
    expect(place.read("ran")).toBe("a\nb\n");
    expect((await place.pawl("resume")).code).toBe(0);
    expect(place.read("ran")).toBe("a\nb\nb\n");
  });

  test("nothing safe to do: said, and nothing changed", async () => {
    const path = place.journalPath();
    rmSync(path.replace(".jsonl", ".backup.jsonl"));
    writeFileSync(path, "nonsense\n");
    const offered = await place.pawl("state", "repair", place.run(), "--apply");
    expect(offered.code).toBe(2);
    expect(offered.stdout).toContain(
      "there is no copy that is whole: nothing can be done here without guessing\n",
    );
    expect(readFileSync(path, "utf8")).toBe("nonsense\n");
    expect(readdirSync(dirname(path)).filter((each) => each.includes("damaged"))).toEqual([]);
  });

  test.each([
    ["missing", (path: string) => rmSync(path)],
    ["empty", (path: string) => writeFileSync(path, "")],
  ])(
    "a journal that is %s: damage to every command, and the copy is put in its place",
    async (state, lose) => {
      const path = place.journalPath();
      const run = place.run();
      const events = place.events().length;
      const whole = readFileSync(path, "utf8");
      const damage =
        `the journal of run ${run} is damaged: ${path} is ${state}, and event ${events} had been recorded. ` +
        `Nothing was overwritten. pawl state repair ${run} shows what can be done; ` +
        `${dirname(path)}/journal.backup.jsonl is a copy that was verified at the last clean stop.`;
      lose(path);
      for (const command of [
        ["status"],
        ["why"],
        ["logs", run],
        ["resume"],
        ["retry", run, "b"],
        ["abort", run],
        ["audit", run],
        ["audit", run, "--verify"],
      ]) {
        const ended = await place.pawl(...command);
        expect({ command, code: ended.code }).toEqual({ command, code: 2 });
        expect(ended.stdout + ended.stderr, command.join(" ")).toContain(damage);
        expect(ended.stderr).not.toContain("    at ");
      }
      expect((await place.pawl("runs")).stdout).toContain(run);
      const empty = state === "empty";
      expect(await place.pawl("state", "repair", run)).toMatchObject({
        code: 0,
        stdout:
          `${run}: ${damage}\n` +
          `  the copy beside it is whole up to event ${events}; putting it in place loses nothing that had been recorded\n` +
          `  pawl state repair ${run} --apply  does it${empty ? ", and keeps the damaged file under another name" : ""}\n`,
        stderr: "",
      });
      expect(await place.pawl("state", "repair", run, "--apply")).toMatchObject({
        code: 0,
        stdout:
          `${run}: the copy is in place; ` +
          (empty
            ? `the damaged journal is kept as ${dirname(path)}/journal.damaged-1.jsonl\n`
            : "there was no journal to keep\n") +
          `pawl resume ${run} goes on\n`,
        stderr: "",
      });
      expect(readFileSync(path, "utf8")).toBe(whole);
      place.write("ok", "");
      expect((await place.pawl("resume")).code).toBe(0);
      expect(place.read("ran")).toBe("a\nb\nb\n");
    },
  );

  test("a journal that is missing, and its copy with it: nothing can be done, in words", async () => {
    const path = place.journalPath();
    const run = place.run();
    const events = place.events().length;
    rmSync(path.replace(".jsonl", ".backup.jsonl"));
    rmSync(path);
    expect(await place.pawl("state", "repair", run, "--apply")).toMatchObject({
      code: 2,
      stdout:
        `${run}: the journal of run ${run} is damaged: ${path} is missing, and event ${events} had been recorded. ` +
        `Nothing was overwritten. pawl state repair ${run} shows what can be done; there is no verified copy of it.\n` +
        "  there is no copy that is whole: nothing can be done here without guessing\n" +
        "  what the attempts wrote is still in the run's folder; start a new run of the plan\n",
      stderr: `pawl: nothing was changed in ${place.dir}/.pawl\n`,
    });
  });

  test("a word that is no run, and an action that is none", async () => {
    expect((await place.pawl("state", "repair", "nope")).stderr).toBe(
      `pawl: there is no run "nope" in ${place.dir}/.pawl; repair is for runs of the json store (the others keep whole batches)\n`,
    );
    expect((await place.pawl("state", "mend")).stderr).toBe(
      'pawl: pawl state takes copy or repair, not "mend": pawl state copy FROM TO [RUN…], pawl state repair RUN\n',
    );
  });
});

describe("copying runs between stores", () => {
  beforeEach(async () => {
    place.write("plan.yaml", PLAN);
    await place.pawl("run", "plan.yaml");
  });

  test("copies every run byte for byte, and says that the chain is intact at both ends", async () => {
    const run = place.run();
    const copied = await place.pawl("state", "copy", "json", `json:${place.dir}/other`);
    expect(copied).toMatchObject({
      code: 0,
      stdout:
        `${run}: ${place.events().length} events, chain intact at both ends\n` +
        `1 run copied from ${place.dir}/.pawl to ${place.dir}/other; the originals are untouched\n`,
    });
    expect(place.read(`other/runs/${run}/journal.jsonl`)).toBe(
      readFileSync(place.journalPath(), "utf8"),
    );
    const again = await place.pawl("state", "copy", "json", `json:${place.dir}/other`, run);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain(run);
    const elsewhere = await place.pawl("status", "--state", `json:${place.dir}/other`, "--json");
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({ run, status: "failed" });
  });

  test("into SQLite and back, and the run goes on where it is newest", async () => {
    const run = place.run();
    expect((await place.pawl("state", "copy", "json", "sqlite")).code).toBe(0);
    expect((await place.pawl("state", "copy", "sqlite", `json:${place.dir}/back`, run)).code).toBe(
      0,
    );
    expect(place.read(`back/runs/${run}/journal.jsonl`)).toBe(
      readFileSync(place.journalPath(), "utf8"),
    );
    place.write("ok", "");
    expect((await place.pawl("--state", "sqlite", "resume")).code).toBe(0);
    expect(place.read("ran")).toBe("a\nb\nb\n");
    expect(JSON.parse((await place.pawl("runs", "--json")).stdout)).toMatchObject({
      runs: [{ run, status: "completed" }],
    });
    expect((await place.pawl("audit", run, "--verify", "--state", "sqlite")).code).toBe(0);
  });

  test("a damaged journal is not copied", async () => {
    writeFileSync(
      place.journalPath(),
      readFileSync(place.journalPath(), "utf8").replace('"phase":"a"', '"phase":"x"'),
    );
    const copied = await place.pawl("state", "copy", "json", `json:${place.dir}/other`);
    expect(copied.code).toBe(2);
    expect(copied.stderr).toMatch(/is damaged: .* was changed after it was written/);
    expect(() => readdirSync(`${place.dir}/other/runs`)).toThrow();
  });

  test("stores that are none, and missing words", async () => {
    const cases: [string[], string][] = [
      [
        ["state", "copy", "json"],
        "say from where to where: pawl state copy FROM TO [RUN…], for instance: pawl state copy json sqlite",
      ],
      [["state", "copy", "jsn", "sqlite"], 'there is no store "jsn"; did you mean json?'],
      [
        ["status", "--state", "mongodb://u:secret@h/x"],
        'there is no store "mongodb://h/x"; there are json, sqlite and redis://host:port/db',
      ],
    ];
    for (const [args, text] of cases) {
      expect(await place.pawl(...args)).toMatchObject({ code: 2, stderr: `pawl: ${text}\n` });
    }
  });
});

describe("choosing the store", () => {
  beforeEach(() => place.write("ok", ""));

  test.each([
    ["the plan", {}, [], "name: drill\nstate: sqlite"],
    ["the environment", { PAWL_STATE: "sqlite" }, [], "name: drill"],
    ["the command line", { PAWL_STATE: "json" }, ["--state", "sqlite"], "name: drill"],
  ])(
    "%s says so, and later commands find the run without being told",
    async (_, env, flags, name) => {
      place.write("plan.yaml", PLAN.replace("name: drill", name));
      Object.assign(place.env, env);
      expect((await place.pawl("run", "plan.yaml", ...flags)).code).toBe(0);
      delete place.env["PAWL_STATE"];
      expect(readdirSync(`${place.dir}/.pawl`)).toContain("state.db");
      const { runs } = JSON.parse((await place.pawl("runs", "--json")).stdout) as {
        runs: { run: string }[];
      };
      expect(runs).toHaveLength(1);
      expect(JSON.parse((await place.pawl("status", runs[0]!.run, "--json")).stdout)).toMatchObject(
        { status: "completed" },
      );
      expect((await place.pawl("audit", runs[0]!.run, "--verify")).stdout).toContain(
        "chain intact",
      );
    },
  );

  test("a Redis that is not there: which host and port, and no run is begun", async () => {
    place.write("plan.yaml", PLAN);
    const ended = await place.pawl("run", "plan.yaml", "--state", "redis://:s3cret@127.0.0.1:1/0");
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain("127.0.0.1:1");
    expect(ended.stdout + ended.stderr).not.toContain("s3cret");
    expect(() => readFileSync(`${place.dir}/ran`)).toThrow();
  });

  test("a store that was used here and does not answer does not hide the runs of the others", async () => {
    place.write("plan.yaml", PLAN);
    expect((await place.pawl("run", "plan.yaml")).code).toBe(0);
    appendFileSync(`${place.dir}/.pawl/stores`, "redis://127.0.0.1:1/0\n");
    const ended = await place.pawl("status", "--json");
    expect(JSON.parse(ended.stdout)).toMatchObject({ status: "completed" });
    expect(ended.stderr).toMatch(/^pawl: the runs in redis:\/\/127\.0\.0\.1:1\/0 are not seen: /);
  });
});
