import { describe, expect, test } from "vitest";
import { renderScreen } from "../../src/tui/screen.ts";
import type { ScreenOptions } from "../../src/tui/screen.ts";
import { phase, plan, seedPlan, task, tries } from "../core/plans.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";

const screen = (
  story: Story,
  width: number,
  height: number,
  more: Partial<ScreenOptions> = {},
): string[] =>
  renderScreen(story.is, {
    width,
    height,
    now: story.now,
    lastLines: new Map(),
    color: false,
    ...more,
  });

/** The lines between rulers, as a terminal would show them. */
const picture = (lines: readonly string[]): string => lines.join("\n");

const documents = plan(
  [
    phase("scout", ["inventory", "languages"]),
    phase("plan", ["estimate"], { dependsOn: ["scout"] }),
    phase(
      "build",
      [
        "compile",
        "assets",
        task("bundle", { dependsOn: ["compile", "assets"] }),
        task("types", { retry: tries(3) }),
        task("lint", { retry: tries(2) }),
      ],
      { dependsOn: ["plan"] },
    ),
    phase("review", ["review"], { dependsOn: ["build"] }),
  ],
  { name: "Phase 2.4, document processor" },
);

const building = (): Story =>
  given(documents, { id: "20260301-120000-k3x" })
    .does("scout/inventory", 1200)
    .does("scout/languages", 300)
    .does("plan/estimate", 62_000)
    .starts("build/compile", "build/assets", "build/types", "build/lint")
    .after(3200)
    .succeeds("build/assets")
    .fails("build/types", { message: "exit status 2" })
    .after(400);

const lastLines = new Map([
  ["build/compile", "\u001B[32m[47/312]\u001B[0m compiling src/core/schedule.ts 日本語のテキスト"],
  ["build/lint", "checking\t48 files\u0007"],
]);

describe("a run under way", () => {
  test("on an ordinary terminal: everything, with the last lines of output", () => {
    expect(picture(screen(building(), 80, 24, { lastLines }))).toMatchInlineSnapshot(`
      "Phase 2.4, document processor                                20260301-120000-k3x
      running  ━━━━━━━━━━━━━━━━━━━━━───────────  4/9  1m 07s  2 running, 1 resting

      ✓ scout           1.5s  2/2
        ✓ inventory     1.2s
        ✓ languages    300ms
      ✓ plan          1m 02s  1/1
        ✓ estimate    1m 02s
      ● build             3s  1/5    2 running, 1 resting
        ● compile         3s         [47/312] compiling src/core/schedule.ts 日本語の…
        ✓ assets        3.2s
        · bundle                     after compile
        ↻ types         3.2s  1/3    next try in 1s: exit status 2
        ● lint            3s  1/2    checking 48 files
      · review                       after build"
    `);
  });

  test("with less room: phases that are done become a line", () => {
    expect(picture(screen(building(), 60, 12, { lastLines }))).toMatchInlineSnapshot(`
      "Phase 2.4, document processor            20260301-120000-k3x
      running  ━━━━━━━━━━──────  4/9  1m 07s  2 running, 1 resting

      ✓ scout           1.5s  2/2
      ✓ plan          1m 02s  1/1
      ● build             3s  1/5    2 running, 1 resting
        ● compile         3s         [47/312] compiling src/core/…
        ✓ assets        3.2s
        · bundle                     after compile
        ↻ types         3.2s  1/3    next try in 1s: exit status 2
        ● lint            3s  1/2    checking 48 files
      · review                       after build"
    `);
  });

  test("on the smallest: what goes on, and the numbers", () => {
    expect(picture(screen(building(), 20, 5, { lastLines }))).toMatchInlineSnapshot(`
      "Phase 2.4, document…
      running 4/9 1m 07s
      ● build    3s  2 ru…
        ● compi… 3s  [47/…
        … and 1 more runn…"
    `);
  });

  test("on a huge one: nothing is stretched but the title", () => {
    const lines = screen(building(), 200, 50, { lastLines });
    expect(lines).toHaveLength(15);
    expect(lines[0]).toHaveLength(200);
    expect(lines[9]).toBe(
      "  ● compile         3s         [47/312] compiling src/core/schedule.ts 日本語のテキスト",
    );
  });

  test("with signs that every terminal has", () => {
    expect(picture(screen(building(), 44, 8, { lastLines, ascii: true }))).toMatchInlineSnapshot(`
      "Phase 2.4, document processor
      running  #############---------  4/9  1m 07s
      + 2 phases done
      * build             3s  1/5    2 running, 1~
        * compile         3s         [47/312] com~
        * lint            3s  1/2    checking 48 ~
        ~ and 1 more resting, 1 pending, 1 done
      . review                       after build"
    `);
  });

  test("in colour", () => {
    const lines = screen(given(seedPlan(["a", ["b", ["a"]]])).starts("a/a"), 40, 8, {
      color: true,
    });
    expect(lines[2]).toBe("\u001B[36m● \u001B[39ma        0s");
    expect(lines[3]).toBe(
      "\u001B[2m· \u001B[22m\u001B[2mb       \u001B[22m  \u001B[2mafter a\u001B[22m",
    );
  });
});

describe("other states", () => {
  test("a failed run of seed 004, in which a phase is a line", () => {
    const story = given(
      seedPlan(["scout", ["build", ["scout"]], ["test", ["build"]]], { name: "nightly" }),
    )
      .does("scout/scout", 900)
      .breaks("build/build", 3000, { message: "exit status 2" });
    expect(picture(screen(story, 70, 24))).toMatchInlineSnapshot(`
      "nightly                                                            r-1
      failed  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  3/3  3.9s  1 failed, 1 skipped

      ✓ scout       900ms
      ✗ build        3.0s         exit status 2
      ↷ test                      skipped: what it depends on failed"
    `);
  });

  test("an aborted run: what it took with it", () => {
    const story = building().aborts().cancels("build/compile").cancels("build/lint");
    const lines = screen(story, 60, 24);
    expect(lines[1]).toMatch(/^aborted +━/);
    expect(picture(lines.slice(8))).toMatchInlineSnapshot(`
      "⊘ build             3s  3/5    2 cancelled
        ⊘ compile       3.6s         cancelled
        ✓ assets        3.2s
        · bundle
        · types         3.2s
        ⊘ lint          3.6s         cancelled
      · review"
    `);
  });

  test("a run that nobody drives", () => {
    expect(screen(building(), 60, 24, { interrupted: true })[1]).toMatch(/^interrupted {2}/);
  });

  test("a failure that the plan allows, and an attempt beyond the allowance", () => {
    const lenient = plan([
      phase("a", [task("lint", { continueOnError: true }), task("b", { retry: tries(2) })]),
    ]);
    const story = given(lenient).breaks("a/lint", 100).breaks("a/b").after(1000).breaks("a/b");
    story.resumes().starts("a/b").after(1000);
    expect(picture(screen(story, 60, 24).slice(3))).toMatchInlineSnapshot(`
      "● a              4s  1/2    1 running, 1 failed
        ✗ lint      100ms         exit status 1
        ● b            1s  #3"
    `);
  });

  test("phases are called as their author did", () => {
    const story = given(
      plan([phase("Build_it", ["Build_it"], { title: "Build \u001B[2Jit 日本" })]),
    );
    expect(screen(story, 40, 10)[3]).toBe("· Build it 日本");
  });
});

describe("large plans", () => {
  const ids = Array.from({ length: 5000 }, (_, at) => `t${at}`);
  const big = plan(
    [
      phase("prepare", ["x", "y"]),
      phase("convert", ids, { dependsOn: ["prepare"] }),
      phase("publish", ["u"], { dependsOn: ["convert"] }),
    ],
    { name: "A large one" },
  );

  test("5,000 tasks: those under way and failed, the next few, and how many there are besides", () => {
    const story = given(big).does("prepare/x").does("prepare/y");
    for (const id of ids.slice(0, 300)) story.does(`convert/${id}`, 10);
    story.breaks("convert/t300", 200, { message: "exit status 7" });
    story.starts("convert/t302", "convert/t301", "convert/t4999").after(7000);
    expect(picture(screen(story, 70, 14))).toMatchInlineSnapshot(`
      "A large one                                                        r-1
      running  ━━━──────────────────────  303/5003  12s  3 running, 1 failed

      ✓ prepare      2.0s  2/2
      ● convert       10s  301/5000  3 running, 1 failed
        ✗ t300      200ms         exit status 7
        ● t301         7s
        ● t302         7s
        · t303
        · t304
        · t305
        ● t4999        7s
        … and 4693 more pending, 300 done
      · publish                   1 task, after convert"
    `);
  });

  test("300 phases: those in which something goes on, and how many are done and to come", () => {
    const names = Array.from({ length: 300 }, (_, at) => `phase-${at}`);
    const story = given(seedPlan(names, { concurrency: 8, name: "many" }));
    for (const id of names.slice(0, 40)) story.does(`${id}/${id}`, 20);
    story.starts("phase-40/phase-40", "phase-41/phase-41").fails("phase-41/phase-41");
    expect(picture(screen(story, 40, 9))).toMatchInlineSnapshot(`
      "many                                 r-1
      running  ━━━━───────────────  41/300  0s
      ✓ 40 phases done
      ● phase-40  0s
      ✗ phase-41  0ms  exit status 1
      · phase-42
      · phase-43
      · phase-44
      · 255 more phases to come"
    `);
  });
});
