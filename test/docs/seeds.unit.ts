import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const page = readFileSync(new URL("docs/seeds.md", root), "utf8");
const rows = [...page.matchAll(/^\| (.*?) +\| (.*?) +\|$/gm)];
const shown = rows.filter(([, , test = ""]) => test.includes("`"));

test("each of the five documents has a table", () => {
  const titles = [...page.matchAll(/^## Seed (\d+):/gm)].map(([, number]) => number);
  expect(titles).toEqual(["000", "001", "002", "003", "004"]);
  expect(shown.length).toBeGreaterThan(50);
});

test.each(shown.map(([, what = "", where = ""]) => ({ what, where })))(
  "$what: its test is there",
  ({ where }) => {
    const [, file = "", title = ""] = /^`([^`]+)`: "(.*)"$/.exec(where) ?? [];
    expect(existsSync(new URL(file, root)) ? "" : file).toBe("");
    expect(readFileSync(new URL(file, root), "utf8")).toContain(title);
  },
);
