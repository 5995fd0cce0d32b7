import { describe, expect, test } from "vitest";
import { problems } from "../views/problems.ts";
import { asks, commandIn, GATED, useGithub } from "./githubRig.ts";
import { carrying, endProcess, until } from "./rig.ts";

const rig = useGithub();

describe("an approval", () => {
  test("is given by a comment while the run is waited for", async () => {
    rig.place.write("plan.yaml", GATED(rig.github));
    const started = rig.place.start("run", "plan.yaml", "--wait", "--no-live");
    await until("the approval is asked for", () => asks(rig.github).length === 1);
    const stale = rig.github.say("ann", "/pawl approve build aaaaaaaaaaaa proceed to ship");
    await until("the first is answered", () =>
      rig.github.written().some((each) => each.startsWith("Not done")),
    );
    expect(rig.github.written().at(-1)).toMatch(
      /^Not done: the evidence of build has changed: it is [0-9a-f]{12} now, and aaaaaaaaaaaa was approved\.$/,
    );
    const said = rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    const ended = await started.ended;
    expect(ended).toMatchObject({ code: 0 });
    expect(rig.place.read("ran")).toBe("code\nupload\n");
    expect(rig.github.written()).toContain("Approved.");
    expect(rig.github.written()[0]).toMatch(/^### gated: completed/);
    expect((await rig.place.pawl("audit")).stdout).toContain(
      `by github:ann in https://github.com/octo/shop/issues/7#issuecomment-${said.id}`,
    );
    expect(rig.github.comments).toContain(stale);
    const audit = JSON.parse((await rig.place.pawl("audit", "--json")).stdout) as unknown;
    expect(problems("audit", audit)).toEqual([]);
    expect(rig.github.closings).toBe(1);
  });

  test("is given to a run without a terminal, too", async () => {
    rig.place.write("plan.yaml", GATED(rig.github));
    expect((await rig.place.pawl("run", "plan.yaml", "--detach")).code).toBe(0);
    await until("the approval is asked for", () => asks(rig.github).length === 1);
    rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    await until("the issue is closed", () => rig.github.closings === 1);
    await until("the run is over", () => rig.place.types().includes("run-completed"));
    for (const pid of carrying("PAWL_RUN", rig.place.run())) endProcess(pid);
  });

  test("counts at once, while other phases go on", async () => {
    const other = `  - id: other
    depends_on: []
    tasks: [{ id: long, run: "until [ -e go ]; do sleep 0.05; done" }]
`;
    rig.place.write("plan.yaml", `${GATED(rig.github)}${other}`);
    const started = rig.place.start("run", "plan.yaml", "--no-live");
    await until("the approval is asked for", () => asks(rig.github).length === 1);
    rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    await until("what waited for it is done", () => rig.place.read("ran") === "code\nupload\n");
    expect(rig.place.types()).not.toContain("run-waiting");
    rig.place.write("go", "");
    expect((await started.ended).code).toBe(0);
  });

  test("is heard by the next command", async () => {
    rig.place.write("plan.yaml", GATED(rig.github));
    expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(3);
    rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    expect((await rig.place.pawl("resume")).code).toBe(0);
    expect(rig.github.written()).toContain("Approved.");
    expect(rig.github.closings).toBe(1);
  });

  test("is heard by pawl github sync, which says how it goes on", async () => {
    rig.place.write("plan.yaml", GATED(rig.github));
    expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(3);
    rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    expect((await rig.place.pawl("github", "sync")).stdout).toBe(
      `octo/shop#7 is up to date with run ${rig.place.run()}\nsomebody has decided there; pawl resume ${rig.place.run()} goes on\n`,
    );
    expect(rig.place.types()).toContain("gate-approved");
  });

  test("a rejection has the phase done again, and is asked for anew", async () => {
    rig.place.write("plan.yaml", GATED(rig.github));
    const started = rig.place.start("run", "plan.yaml", "--wait", "--no-live");
    await until("the approval is asked for", () => asks(rig.github).length === 1);
    rig.github.say("ann", "/pawl reject build it is ugly");
    await until("it is asked for anew", () => asks(rig.github).length === 2);
    expect(rig.place.read("ran")).toBe("code\ncode\n");
    expect(rig.github.written()).toContain("Sent back.");
    rig.github.say("ann", commandIn(asks(rig.github)[1]!));
    expect((await started.ended).code).toBe(0);
  });

  test("where it must be signed, a comment approves nothing", async () => {
    rig.place.write("signers", "ann ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJtH\n");
    rig.place.write("plan.yaml", GATED(rig.github, ", signers: signers"));
    expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(3);
    const digest = /Evidence `([0-9a-f]{12})`/.exec(asks(rig.github)[0]!)![1]!;
    rig.github.say("ann", `/pawl approve build ${digest} proceed to ship`);
    expect((await rig.place.pawl("resume")).code).toBe(3);
    expect(
      rig.github
        .written()
        .some((each) => each.startsWith("Not done: an approval of build must be signed")),
    ).toBe(true);
    expect(rig.place.types()).not.toContain("gate-approved");
  });

  test("whom the gate does not name cannot approve it by a comment either", async () => {
    rig.place.write("plan.yaml", GATED(rig.github, ", from: [ann]"));
    expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(3);
    rig.github.say("ann", commandIn(asks(rig.github)[0]!));
    expect((await rig.place.pawl("resume")).code).toBe(3);
    expect(rig.github.written()).toContain(
      "Not done: github:ann may not approve build; the plan lets ann.",
    );
  });
});
