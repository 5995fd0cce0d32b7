import assert from "node:assert/strict";
import { test } from "node:test";
import { Notes } from "../src/notes.mjs";

test("notes are kept in their order", () => {
  const notes = new Notes();
  notes.add("buy milk");
  notes.add("call Ada");
  assert.deepEqual(notes.all(), [
    { id: 1, text: "buy milk" },
    { id: 2, text: "call Ada" },
  ]);
});

test("a note has a text", () => {
  assert.throws(() => new Notes().add("  "), TypeError);
});
