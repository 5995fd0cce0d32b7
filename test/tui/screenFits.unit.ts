import * as fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { drawScreen } from "../../src/tui/screen.ts";
import { schedule } from "../../src/core/schedule.ts";
import type { Plan } from "../../src/core/plan.ts";
import { phase, plan, task, tries } from "../core/plans.ts";
import { given } from "../views/given.ts";
import type { Story } from "../views/given.ts";

const words = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }),
  fc.constantFrom("日本語のテキスト".repeat(9), "👩‍👩‍👧‍👦 ok", "\u001B[31mred", "é\u0301\u0301", "a\tb"),
);

const plans: fc.Arbitrary<Plan> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 12 }),
    name: words,
    title: words,
    chained: fc.boolean(),
    onFailure: fc.constantFrom("stop" as const, "continue" as const),
  })
  .map(({ sizes, name, title, chained, onFailure }) =>
    plan(
      sizes.map((size, at) => {
        const ids = Array.from({ length: size }, (_, each) =>
          size === 1 ? `p${at}` : `task-${each}`,
        );
        const tasks = ids.map((id, each) =>
          task(id, {
            retry: tries(1 + (each % 3)),
            dependsOn: each % 4 === 3 ? [ids[each - 1]!] : [],
          }),
        );
        return phase(`p${at}`, tasks, {
          title,
          dependsOn: chained && at > 0 ? [`p${at - 1}`] : [],
        });
      }),
      { name, onFailure, concurrency: 6 },
    ),
  );

/** What happens to a run, as numbers that choose. */
function play(story: Story, choices: readonly number[], message: string): void {
  for (const choice of choices) {
    const starts = schedule(story.is, story.now).filter((each) => each.type === "start-attempt");
    const [first] = starts;
    const busy = [...story.is.underway][choice % Math.max(1, story.is.underway.size)];
    if (choice % 41 === 40 && story.is.status === "running") story.pauses().resumes(true);
    else if (first && choice % 2 === 0) story.starts(`${first.phase}/${first.task}`);
    else if (busy && choice % 3 === 0) story.fails(busy.address, { message });
    else if (busy) story.succeeds(busy.address);
    story.after(choice * 7);
  }
}

test("no line is wider than the screen, and there are no more lines than it has", () => {
  const runs = fc.record({
    plan: plans,
    choices: fc.array(fc.nat(100), { maxLength: 80 }),
    text: words,
    width: fc.integer({ min: 20, max: 140 }),
    height: fc.integer({ min: 5, max: 60 }),
    color: fc.boolean(),
    ascii: fc.boolean(),
    abort: fc.boolean(),
  });
  fc.assert(
    fc.property(runs, ({ plan, choices, text, width, height, color, ascii, abort }) => {
      const story = given(plan);
      play(story, choices, text);
      if (abort && story.is.status === "running") story.aborts();
      const lastLines = new Map(story.is.tasks.map((each) => [each.address as string, text]));
      const { lines } = drawScreen(story.is, {
        width,
        height,
        now: story.now,
        lastLines,
        color,
        ascii,
      });
      expect(lines.length).toBeLessThanOrEqual(height);
      expect(lines.length).toBeGreaterThanOrEqual(3);
      for (const line of lines) {
        expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(line).not.toMatch(/[\n\r\t]/);
      }
    }),
    { numRuns: 400 },
  );
});
