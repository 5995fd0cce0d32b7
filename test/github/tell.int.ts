import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { phaseId, runId } from "../../src/core/ids.ts";
import { agentTask, phase, plan, task } from "../core/plans.ts";
import { approves, DIGEST, gated, waitsForApproval } from "../views/gated.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";
import { folded, recordedOf } from "../views/told.ts";
import { issueAt, passed, tellerOf, told } from "./rig.ts";
import { BOT, FakeGithub, shown, TOKEN } from "./server.ts";
import type { Fault } from "./server.ts";

let github: FakeGithub;
beforeEach(async () => {
  github = new FakeGithub();
  await github.start();
});
afterEach(async () => {
  await github.stop();
  expect(github.violations).toEqual([]);
});

const SHOP = plan(
  [
    phase("build", [task("cart", { description: "A cart" }), "till"]),
    phase("ship", ["upload"], { dependsOn: ["build"] }),
  ],
  { name: "shop" },
);

const ok = { type: "succeeded" } as const;
const does = (story: Story, ...addresses: string[]): Story =>
  addresses.reduce((told, each) => told.starts(each).after(1_000).ends(each, ok), story);

const half = (): Story => does(given(SHOP), "build/cart", "build/till");
const whole = (): Story => does(half(), "ship/upload");

const WHOLE = [
  `### shop: completed

Run \`r-1\` of Pawl: 2 of 2 phases, 3 of 3 tasks done

**\`build\`**: completed, 2 of 2 tasks
- [x] \`cart\` A cart
- [x] \`till\`

**\`ship\`**: completed, 1 of 1 task
- [x] \`upload\``,
  "Phase `build` is complete (2 tasks). 2 of 2 phases done, 100 % overall.",
  "Phase `ship` is complete (1 task). 2 of 2 phases done, 100 % overall.",
  "Run `r-1` of shop is complete: 2 of 2 phases, 3 tasks. Pawl closed this issue.",
];

test("a run is told as it goes: one comment is edited, each phase gets one, labels follow, the issue is closed", async () => {
  const story = given(SHOP);
  const teller = tellerOf(github, story);
  await passed(teller, story);
  expect(github.written()).toEqual([
    `### shop: running

Run \`r-1\` of Pawl: 0 of 2 phases, 0 of 3 tasks done

**\`build\`**: running, 0 of 2 tasks
- [ ] \`cart\` A cart
- [ ] \`till\`

**\`ship\`**: pending, 0 of 1 task
- [ ] \`upload\``,
  ]);
  expect(github.labels.get("7")).toEqual([]);

  does(story, "build/cart");
  await passed(teller, story);
  expect(github.written()).toHaveLength(1);
  expect(github.written()[0]).toContain("- [x] `cart` A cart\n- [ ] `till`");

  does(story, "build/till");
  await passed(teller, story);
  expect(github.written()[1]).toBe(
    "Phase `build` is complete (2 tasks). 1 of 2 phases done, 50 % overall.",
  );
  expect(github.labels.get("7")).toEqual(["pawl:50%"]);
  expect(github.closings).toBe(0);

  does(story, "ship/upload");
  await passed(teller, story);
  expect(github.written()).toHaveLength(4);
  expect(github.written()[3]).toBe(WHOLE[3]);
  expect(github.labels.get("7")).toEqual(["pawl:100%"]);
  expect(github.closings).toBe(1);
});

test("what nobody told while the run went on is told by whoever comes later, once", async () => {
  github.labels.set("7", ["bug", "pawl:50%", "Pawl:0%"]);
  expect(await told(github, whole())).toBeUndefined();
  expect(github.written()).toEqual(WHOLE);
  expect(github.labels.get("7")).toEqual(["bug", "pawl:100%"]);
  const { length } = github.requests;
  expect(await told(github, whole())).toBeUndefined();
  // It has looked, and has written nothing.
  expect(github.requests.slice(length).every((each) => each.startsWith("GET "))).toBe(true);
});

test("an issue that a person opens again after the run has closed it stays open", async () => {
  await told(github, whole());
  github.closed.clear();
  await told(github, whole());
  expect(github.closed.has("7")).toBe(false);
});

test("an issue that was closed already is not closed again", async () => {
  github.closed.add("7");
  await told(github, whole());
  expect(github.closings).toBe(0);
  expect(github.written()).toEqual(WHOLE);
});

test("a run that failed says so, and why, and leaves the issue open", async () => {
  const story = half().breaks("ship/upload", 1_000, { message: "exit 1: @team <b>" });
  expect(await told(github, story)).toBeUndefined();
  expect(github.closings).toBe(0);
  expect(github.labels.get("7")).toEqual(["pawl:50%"]);
  expect(github.written().slice(2)).toEqual([
    "Phase `ship` failed.\n\n- `ship/upload`: exit 1: @\u200Bteam &lt;b&gt;",
    "Run `r-1` of shop failed: 1 of 2 phases done. The issue stays open.\n\n- `ship/upload`: exit 1: @\u200Bteam &lt;b&gt;\n\n`pawl why r-1` says more.",
  ]);
});

test("a repository that has moved is not followed", async () => {
  const elsewhere = new FakeGithub();
  await elsewhere.start();
  github.moveTo = elsewhere.url;
  expect(await told(github, half())).toEqual({
    type: "refused",
    status: 301,
    text: "GitHub says that the repository or the issue has moved (301): put its new name into the plan",
  });
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.stop();
});

test("a plan of thousands of tasks is told in a comment that GitHub takes", async () => {
  const phases = Array.from({ length: 400 }, (_, at) =>
    phase(
      `p${at}`,
      Array.from({ length: 25 }, (_, at) => `task-with-a-long-name-${at}`),
    ),
  );
  expect(await told(github, given(plan(phases)))).toBeUndefined();
  const { body } = github.comments[0]!;
  expect(body.length).toBeLessThan(65_536);
  expect(body).toContain("**`p399`**");
});

test("a run of which very much failed is told in comments that GitHub takes", async () => {
  const phases = Array.from({ length: 30 }, (_, at) =>
    phase(`p${at}`, ["a", "b", "c", "d", "e", "f", "g", "h"], { dependsOn: [] }),
  );
  const story = given(plan(phases, { concurrency: 300 }));
  const message = "<it did not work> ".repeat(40);
  for (const each of story.is.tasks) story.breaks(each.address, 1, { message });
  // More texts than are written in one go.
  await told(github, story);
  await told(github, story);
  expect(github.written()).toHaveLength(32);
  const end = github.written().at(-1)!;
  expect(end).toMatch(/^Run `r-1` of .* failed: 0 of 30 phases done\. The issue stays open\.\n/);
  expect(end).toContain("\n- and 230 more\n");
});

test("a budget that is used up is told once, with what lets the run go on", async () => {
  const budget = { launches: 1, wrapUp: 0.8, unknown: "allow" } as const;
  const tasks = [agentTask("code"), agentTask("test")];
  const story = given(plan([phase("build", tasks)], { budget, concurrency: 1 }));
  does(story, "build/code");
  await told(github, story);
  await told(github, story);
  expect(github.written()[0]).toMatch(/^### .*: budget-exceeded\n/);
  expect(github.written().slice(1)).toEqual([
    "**Stopped: run `r-1`** has used 1 of the 1 launches that it may use.\n\nTo let it go on: `pawl resume r-1 --budget launches=2`",
  ]);
});

test("what a fork has taken over is no news", async () => {
  const imported = { type: "phase-imported", from: runId("r-0"), artifacts: [] } as const;
  const events = recordedOf(SHOP, [{ ...imported, phase: phaseId("build") }]);
  await told(github, { is: folded(events), events });
  expect(github.written()).toHaveLength(1);
  expect(github.written()[0]).toContain("1 of 2 phases, 2 of 3 tasks done");
  expect(github.labels.get("7")).toEqual(["pawl:50%"]);
});

test("a run that failed and is mended tells both, and closes the issue then", async () => {
  const story = half().breaks("ship/upload", 1_000, { message: "exit 1" });
  await told(github, story);
  story.retries("ship/upload").resumes();
  await told(github, story);
  expect(github.written()[0]).toMatch(/^### shop: running/);
  does(story, "ship/upload");
  await told(github, story);
  expect(github.written().map((each) => each.split("\n")[0])).toEqual([
    "### shop: completed",
    expect.stringMatching(/^Phase `build` is complete/),
    "Phase `ship` failed.",
    "Run `r-1` of shop failed: 1 of 2 phases done. The issue stays open.",
    expect.stringMatching(/^Phase `ship` is complete/),
    expect.stringMatching(/^Run `r-1` of shop is complete/),
  ]);
  expect(github.closings).toBe(1);
});

test("what a task asks is told in a comment of its own, with what answers it", async () => {
  const story = given(plan([phase("build", ["code"])])).asks("build/code", "Which @db?");
  await told(github, story);
  expect(github.written()[1]).toBe(
    "**Blocked: `build/code`** of run `r-1` needs an answer.\n\n- Which @\u200Bdb?\n\nAnswer it where the run is: `pawl answer r-1 build/code TEXT`",
  );
  story.answers("build/code").resumes().asks("build/code", "And which port?");
  await told(github, story);
  expect(github.written().filter((each) => each.startsWith("**Blocked"))).toHaveLength(2);
});

test("without labels none are touched", async () => {
  github.labels.set("7", ["pawl:3%"]);
  await told(github, whole(), { issue: issueAt(github, { labels: false }) });
  expect(github.labels.get("7")).toEqual(["pawl:3%"]);
});

const KINDS: Fault["kind"][] = ["500", "drop", "lost", "garbage"];

describe.each(KINDS)("%s", (kind) => {
  test("at any request of all, in turn: in the end everything is there once", async () => {
    await told(github, whole());
    const all = github.requests.length;
    for (let at = 1; at <= all; at++) {
      const one = new FakeGithub();
      await one.start();
      one.onRequest = (_, count) => void (count === at && one.faults.unshift({ kind }));
      const story = whole();
      const first = await told(one, story);
      expect(first?.type ?? "outage", `at ${at}`).toBe("outage");
      expect(await told(one, story), `at ${at}`).toBeUndefined();
      expect(one.written(), `at ${at}`).toEqual(WHOLE);
      expect(one.labels.get("7"), `at ${at}`).toEqual(["pawl:100%"]);
      expect(one.closings, `at ${at}`).toBe(1);
      expect(one.violations, `at ${at}`).toEqual([]);
      await one.stop();
    }
  });

  test("the same process goes on, too", async () => {
    const story = whole();
    const teller = tellerOf(github, story);
    github.faults.push({ kind, on: /^POST .*comments/ }, { kind, on: /^POST .*labels/ });
    for (let tries = 0; tries < 10 && (await passed(teller, story)); tries++);
    expect(github.written()).toEqual(WHOLE);
    expect(github.faults).toEqual([]);
  });
});

test("comments that were written twice are brought back to one", async () => {
  const story = whole();
  await told(github, story);
  for (const each of github.comments.slice(0, 2)) github.say(BOT, each.body);
  await told(github, story);
  expect(github.written()).toEqual(WHOLE);
});

test("a copy of its comment by somebody else is neither taken for it nor touched", async () => {
  const story = half();
  await told(github, story);
  const copy = github.say("mallory", github.comments[0]!.body);
  const before = copy.body;
  does(story, "ship/upload");
  await told(github, story);
  expect(copy.body).toBe(before);
  expect(github.comments).toContain(copy);
  expect(github.written()[0]).toContain("shop: completed");
});

test("a mark that somebody made up counts for nothing", async () => {
  github.say("mallory", `nothing\n\n<!-- pawl1 r%2D1 living abc ${"0".repeat(32)} -->`);
  await told(github, whole());
  expect(github.written()).toEqual(WHOLE);
});

test("a living comment that was deleted is written anew", async () => {
  const story = half();
  const teller = tellerOf(github, story);
  await passed(teller, story);
  github.comments.shift();
  does(story, "ship/upload");
  expect(await passed(teller, story)).toBeUndefined();
  expect(github.written()).toHaveLength(4);
});

test("comments of more than a page are looked through", async () => {
  const story = half();
  await told(github, story);
  for (let at = 0; at < 250; at++) github.say("bob", `me ${at}`);
  does(story, "ship/upload");
  await told(github, story);
  expect(github.written()).toHaveLength(4);
});

test("more than is written in one go is told in several", async () => {
  const many = plan(Array.from({ length: 60 }, (_, at) => phase(`p${at}`, ["do"])));
  const story = does(given(many), ...Array.from({ length: 60 }, (_, at) => `p${at}/do`));
  const first = await told(github, story);
  expect(first).toMatchObject({
    type: "limited",
    text: "there is more to tell than is written in one go",
  });
  expect(github.written()).toHaveLength(40);
  expect(await told(github, story)).toBeUndefined();
  expect(github.written()).toHaveLength(62);
  expect(new Set(github.written()).size).toBe(62);
});

describe("what GitHub refuses", () => {
  test("a wrong token", async () => {
    expect(await told(github, half(), { token: "wrong" })).toEqual({
      type: "refused",
      status: 401,
      text: "GitHub refuses (401): Bad credentials",
    });
  });

  test("an issue that is not there", async () => {
    const issue = issueAt(github, { issue: "8" });
    expect(await told(github, half(), { issue })).toEqual({
      type: "refused",
      status: 404,
      text: "GitHub refuses (404): Not Found",
    });
  });

  test.each(["primary", "secondary", "429"] as const)("a limit (%s)", async (kind) => {
    github.faults.push({ kind, seconds: 30, on: /^POST/ });
    const before = Date.now();
    const trouble = await told(github, half());
    expect(trouble?.type).toBe("limited");
    const wait = (trouble as { until: number }).until - before;
    expect(wait).toBeGreaterThanOrEqual(30_000);
    expect(wait).toBeLessThan(45_000);
  });

  test("a server that is not there", async () => {
    const issue = issueAt(github);
    await github.stop();
    expect(await told(github, half(), { issue })).toMatchObject({
      type: "outage",
      text: expect.stringMatching(/^GitHub cannot be reached \(.*ECONNREFUSED/) as string,
    });
    await github.start();
  });
});

describe("approvals", () => {
  const ask = `**Approval wanted: \`build\`** of run \`r-1\`.

- [x] \`tests\`: exit 0
- [x] \`covered\`: lines 93.1 %; at least 90 wanted

Evidence \`0123456789ab\`. \`pawl approve r-1 build\` shows all of it.
To approve exactly this, comment:

\`\`\`\`text
/pawl approve build 0123456789ab proceed to ship
\`\`\`\`
To send it back, comment:

\`\`\`\`text
/pawl reject build what is wrong with it
\`\`\`\``;

  test("are asked for, with what to comment", async () => {
    await told(github, waitsForApproval());
    expect(github.written()).toContain(ask);
    expect(github.written()[0]).toContain("Waits for:\n- an approval of `build`");
  });

  /** Says what was decided, and by whom. */
  const deciding = (heard: string[]) => ({
    decide: (command: object, by: object) => {
      heard.push(JSON.stringify([command, by]));
      return Promise.resolve("Approved");
    },
  });

  const GOOD = "/pawl approve build 0123456789ab Proceed to ship";

  test("are taken from an allowed person, once, and are answered", async () => {
    const heard: string[] = [];
    const story = waitsForApproval();
    await told(github, story, { deciding: deciding(heard) });
    const comment = github.say("Ann", `${GOOD}\n`);
    await told(github, story, { deciding: deciding(heard) });
    await told(github, story, { deciding: deciding(heard) });
    expect(heard.map((each) => JSON.parse(each) as unknown)).toEqual([
      [
        { type: "approve", gate: "build", digest: "0123456789ab", phrase: "Proceed to ship" },
        {
          user: "github:Ann",
          via: `https://github.com/octo/shop/issues/7#issuecomment-${comment.id}`,
        },
      ],
    ]);
    expect(github.written().at(-1)).toBe("Approved.");
  });

  test.each(["\n\nThank you!", "\r\n\r\nThank you!\r\n"])(
    "may have a word to people below: %j",
    async (below) => {
      const heard: string[] = [];
      const story = waitsForApproval();
      await told(github, story, { deciding: deciding(heard) });
      github.say("ann", `${GOOD}${below}`);
      await told(github, story, { deciding: deciding(heard) });
      expect(heard.join("\n")).toContain('"phrase":"Proceed to ship"}');
    },
  );

  test("one that is in the journal, of which nobody was told, is told and not decided again", async () => {
    const heard: string[] = [];
    const story = approves(waitsForApproval());
    github.say("ann", GOOD);
    await told(github, story, {
      deciding: { ...deciding(heard), wasDecided: () => Promise.resolve(true) },
    });
    expect(heard).toEqual([]);
    expect(github.written()).toContain("Approved.");
  });

  test.each([
    [
      "by somebody else",
      "mallory",
      GOOD,
      {},
      "Not done: who may approve is in the plan, and this account is not.",
    ],
    [
      "by an app",
      "ann",
      GOOD,
      { app: true },
      "Not done: an app wrote the comment; a person has to.",
    ],
    [
      "edited",
      "ann",
      GOOD,
      { edited: true },
      "Not done: the comment was edited after it was written; write a new one.",
    ],
    [
      "without the phrase",
      "ann",
      "/pawl approve build 0123456789ab",
      {},
      "Not done: say which gate, the evidence and the phrase, as the request for the approval has them: /pawl approve GATE DIGEST PHRASE.",
    ],
    [
      "with too little of the evidence",
      "ann",
      "/pawl approve build 0123 proceed to ship",
      {},
      "Not done: say which gate, the evidence and the phrase, as the request for the approval has them: /pawl approve GATE DIGEST PHRASE.",
    ],
    [
      "of another kind",
      "ann",
      "/pawl merge",
      {},
      'Not done: there is no command "merge"; there are approve and reject.',
    ],
    [
      "a rejection without a reason",
      "ann",
      "/pawl reject build",
      {},
      "Not done: say which gate and why: /pawl reject GATE REASON.",
    ],
    ["refused by the run", "ann", GOOD, {}, "Not done: nobody decides in this test."],
  ])(
    "a comment %s approves nothing, and is answered",
    async (_, login, body, how: { app?: boolean; edited?: boolean }, reply) => {
      const story = waitsForApproval();
      await told(github, story);
      const comment = github.say(login, body, how.app);
      if (how.edited) github.edit(comment, body);
      await told(github, story);
      expect(github.written().at(-1)).toBe(reply);
      const { length } = github.comments;
      await told(github, story);
      expect(github.comments).toHaveLength(length);
    },
  );

  test("what goes wrong otherwise is not told in public", async () => {
    const story = waitsForApproval();
    await told(github, story);
    github.say("ann", GOOD);
    const decide = (): Promise<string> => Promise.reject(new Error("ENOENT /home/ann"));
    await told(github, story, { deciding: { decide } });
    expect(github.written().at(-1)).toBe("Not done: Pawl could not decide on it; write it again.");
  });

  test.each([
    `> ${GOOD}`,
    `I would say\n${GOOD}`,
    `\`\`\`\n${GOOD}\n\`\`\``,
    `    ${GOOD}`,
    "/pawls approve build",
    "+1",
  ])("talk is not answered: %j", async (body) => {
    const story = waitsForApproval();
    await told(github, story);
    github.say("ann", body);
    const before = github.written();
    await told(github, story);
    expect(github.written()).toEqual(before);
  });

  test("a stranger is answered once, and so many strangers at most", async () => {
    const story = waitsForApproval();
    await told(github, story);
    for (let at = 0; at < 30; at++) {
      github.say(`stranger${at}`, GOOD);
      github.say(`stranger${at}`, GOOD);
    }
    const before = github.written().length;
    await told(github, story);
    await told(github, story);
    expect(github.written()).toHaveLength(before + 20);
  });

  test("without approvers nobody is answered, and nobody is told how to approve by a comment", async () => {
    const issue = issueAt(github, { approvers: [] });
    const story = waitsForApproval();
    await told(github, story, { issue });
    github.say("ann", GOOD);
    await told(github, story, { issue });
    expect(github.written().join("\n")).not.toContain("comment:");
    expect(github.written().at(-1)).not.toContain("Not done");
  });

  test("a rejection from before it was asked for is not one of it", async () => {
    github.say("ann", "/pawl reject build it is ugly");
    await told(github, waitsForApproval());
    expect(github.written().at(-1)).toBe(
      'Not done: nothing asked for an approval of "build" before this was written.',
    );
  });

  test("an approval of another run's evidence is left to that run", async () => {
    const other = waitsForApproval(given(gated(), { id: "r-2" }));
    await told(github, other);
    github.say("ann", GOOD);
    const before = github.written();
    await told(github, half(), { deciding: { isOurs: () => Promise.resolve(false) } });
    expect(github.written().slice(before.length).join("\n")).not.toContain("Not done");
  });

  test("what must be signed says so", async () => {
    await told(github, waitsForApproval(given(gated({ signers: "ann ssh-ed25519 AAAA" }))));
    const text = github.written().find((each) => each.startsWith("**Approval wanted"))!;
    expect(text).toContain("It must be signed: a comment approves nothing.");
    expect(text).not.toContain("/pawl approve build 0123");
  });

  test("the whole digest is in the mark of the request only", async () => {
    await told(github, waitsForApproval());
    expect(github.comments.some((each) => each.body.includes(`ask:build:1:${DIGEST}`))).toBe(true);
    expect(github.written().some((each) => each.includes(DIGEST))).toBe(false);
  });
});

test("secrets are in no comment, not even where they would be written otherwise", async () => {
  const secret = ["s_e", "c*r", "e`t_value"].join("");
  const story = half().breaks("ship/upload", 1_000, { message: `got ${secret} and ${TOKEN}` });
  const mask = (text: string): string => text.replaceAll(secret, "***").replaceAll(TOKEN, "***");
  await told(github, story, { mask });
  const all = github.comments.map((each) => shown(each.body)).join("\n");
  expect(all).toContain("got \\*\\*\\* and \\*\\*\\*");
  expect(all.replaceAll("\\", "")).not.toContain(secret);
  expect(all.replaceAll("\\", "")).not.toContain(TOKEN);
});
