import * as fc from "fast-check";
import { expect, test } from "vitest";
import { maskedPrinter } from "../../../src/cli/logs/maskedPrinter.ts";
import type { Printer, Source } from "../../../src/cli/logs/printer.ts";
import { redactor } from "../../../src/core/redact.ts";
import { phase, plan } from "../../core/plans.ts";
import { given } from "../../views/given.ts";

const story = given(plan([phase("a", ["x"])]));
const source: Source = { run: story.is.id, task: story.is.tasks[0]!, attempt: 1 };

/** What is printed of these pieces. */
async function printed(pieces: readonly Buffer[], mask = redactor(["correct-horse"])) {
  const got: Buffer[] = [];
  const printer: Printer = {
    begin: () => {},
    bytes: async (_, bytes) => void got.push(bytes),
    idle: async () => {},
    dropped: () => {},
    end: async () => {},
  };
  const masked = maskedPrinter(printer, mask);
  for (const each of pieces) await masked.bytes(source, each);
  await masked.end(source);
  return Buffer.concat(got);
}

test("bytes of any kind that hold no secret stay as they are, however they come", async () => {
  const pieces = fc.array(fc.uint8Array().map((each) => Buffer.from(each)));
  await fc.assert(
    fc.asyncProperty(pieces, async (all) => {
      expect(await printed(all, String)).toEqual(Buffer.concat(all));
    }),
  );
});

test("a secret is found wherever its line is cut, also beside lines that are no text", async () => {
  const all = Buffer.concat([
    Buffer.from([0xff, 0x00, 0x0a]),
    Buffer.from("it is correct-horse, é\nand again correct-horse"),
  ]);
  for (let at = 0; at <= all.length; at++) {
    const shown = await printed([all.subarray(0, at), all.subarray(at)]);
    expect(shown.toString("latin1")).toBe(
      Buffer.concat([
        Buffer.from([0xff, 0x00, 0x0a]),
        Buffer.from("it is ***, é\nand again ***"),
      ]).toString("latin1"),
    );
  }
});

/** In pieces, so that nobody who looks for keys in files finds one here. */
const BEGIN = ["-----BEGIN", "PRIVATE KEY-----"].join(" ");

test("of a private key no line is shown", async () => {
  const key = `${BEGIN}\nMIIEabc\nMIIEdef\n-----END PRIVATE KEY-----\nafter\n`;
  const shown = await printed([Buffer.from(key)]);
  expect(shown.toString()).toBe(`${BEGIN}***-----END PRIVATE KEY-----\nafter\n`);
});
