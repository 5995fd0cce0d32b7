import { expect, test } from "vitest";
import { lineOf } from "../../src/tui/line.ts";
import { skippedText } from "../../src/views/blockedBy.ts";
import { phase, plan, task } from "../core/plans.ts";
import { given } from "./given.ts";

const chain = plan([
  phase("build", [
    "cart",
    task("till", { dependsOn: ["cart"] }),
    task("report", { dependsOn: ["till"] }),
    "docs",
  ]),
  phase("ship", ["upload"], { dependsOn: ["build"] }),
]);

test("dependants of a failed task are told as blocked by it, also further down; others by their reason", () => {
  const story = given(chain).skips("docs").breaks("build/cart", 1, { class: "fatal" });
  const texts = story.is.tasks.map((each) => `${each.address}: ${skippedText(each)}`);
  expect(texts.slice(1)).toEqual([
    "build/till: blocked by cart, which failed",
    "build/report: blocked by cart, which failed",
    "build/docs: passed over by a person",
    "ship/upload: what it depends on failed",
  ]);
  const told = story.events.flatMap((each) => lineOf(each, story.is)?.text ?? []);
  expect(told).toContain("skipped: blocked by cart, which failed");
});
