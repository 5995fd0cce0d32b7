import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { markdownText } from "../../src/views/markdownText.ts";
import { pullRequest } from "../../src/views/pullRequest.ts";
import { phase, plan, task } from "../core/plans.ts";
import { Rig } from "../core/rig.ts";

const workspace = { mode: "worktree", isolate: "phase", setupTimeoutMs: 1, hooks: true } as const;

describe("the text of a pull request", () => {
  test("says what was done, how it was checked, and what is not in it", () => {
    const rig = new Rig(
      plan(
        [
          phase("build", [task("parse", { description: "Reads *all* of @ann's files" }), "print"], {
            title: "Build it",
          }),
          phase("docs", ["write"]),
        ],
        { workspace, name: "Parser" },
      ),
    );
    rig.refuses = ({ address }) =>
      address === "docs/write"
        ? { class: "not-accepted", message: "src/a.ts is out of its scope" }
        : undefined;
    rig.drive();
    const { title, body } = pullRequest(rig.run)!;
    expect(title).toBe("Parser");
    expect(body).toBe(
      [
        "1 phase, 2 commits, made by run `run-1` of Parser; base..base+<build/.",
        "",
        "## Build it",
        "",
        "- `parse`: Reads \\*all\\* of @<!-- -->ann's files (<build/parse, 0 files)",
        "- `print` (<build/print, 0 files)",
        "",
        "Merged as base+<build/.",
        "",
        "Checked on this merge:",
        "",
        "- ✓ `tests`: exit 0",
        "",
        "## Not in it",
        "",
        "- `docs/write`: failed, src/a.ts is out of its scope",
        "",
      ].join("\n"),
    );
  });

  test("is none where nothing was merged", () => {
    const rig = new Rig(plan([phase("build", ["a"])], { workspace }));
    expect(pullRequest(rig.run)).toBeUndefined();
  });
});

describe("somebody's text in Markdown", () => {
  test.each([
    ["see https://example.com/x", "see https:<!-- -->//example.com/x"],
    ["fixes #12, GH-3 and ann/x#4", "fixes #<!-- -->12, GH-<!-- -->3 and ann/x#<!-- -->4"],
    ["@team", "@<!-- -->team"],
    ["<script>&lt;", "&lt;script&gt;&amp;lt;"],
    ["- a\n- b", "\\- a - b"],
    ["1. a", "1\\. a"],
    ["# a", "\\# a"],
    ["> a", "&gt; a"],
    ["a | `b` [c](d) ![e](f)", "a \\| \\`b\\` \\[c\\]\\(d\\) \\!\\[e\\]\\(f\\)"],
  ])("%j is %j", (text, shown) => {
    expect(markdownText(text)).toBe(shown);
  });

  test("is one line, in which nobody is mentioned and nothing is HTML but our own", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("@", "#", "a", "1", "<", "\n", "-", "!") }),
        (text) => {
          const shown = markdownText(text);
          expect(shown).not.toMatch(/\n|[@#]\w/);
          expect(shown.replaceAll("<!-- -->", "")).not.toContain("<");
        },
      ),
    );
  });
});
