import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { claimedMark, marked, markOf, markSecret } from "../../src/github/marker.ts";
import { plan } from "../core/plans.ts";
import { recordedOf } from "../views/told.ts";

const SECRET = markSecret(recordedOf(plan([]), [])[0]!);

test("what is written is read", () => {
  const key = string({ minLength: 1, unit: "grapheme" }).filter((each) => !/\p{Cs}/u.test(each));
  assert(
    property(key, key, string(), (run, key, text) => {
      const mark = { run, key, sum: "0abc" };
      const body = marked(text, mark, SECRET);
      expect(markOf(body, run, SECRET)).toMatchObject(mark);
      // What is hidden ends where the mark ends.
      expect(body.slice(body.lastIndexOf("<!--")).match(/--/g)).toHaveLength(2);
    }),
  );
});

test("only who has the journal can make one", () => {
  const mark = { run: "r-1", key: "living", sum: "0abc" };
  const other = markSecret(recordedOf(plan([]), [], "r-2")[0]!);
  expect(other).not.toBe(SECRET);
  const body = marked("text", mark, other);
  expect(claimedMark(body)).toMatchObject(mark);
  expect(markOf(body, "r-1", SECRET)).toBeUndefined();
});

test("one of another run, or further up in a text, is none", () => {
  const body = marked("text", { run: "r-1", key: "living", sum: "0abc" }, SECRET);
  expect(markOf(body, "r-2", SECRET)).toBeUndefined();
  expect(markOf(`${body}\nand more`, "r-1", SECRET)).toBeUndefined();
  expect(
    claimedMark("<!-- pawl1 %ff living 0abc 00000000000000000000000000000000 -->"),
  ).toBeUndefined();
});
