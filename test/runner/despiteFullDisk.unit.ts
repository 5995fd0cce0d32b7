import { expect, test } from "vitest";
import { despiteFullDisk } from "../../src/runner/despiteFullDisk.ts";

const failing = (code: string): Error => Object.assign(new Error(code), { code });

test.each(["ENOSPC", "EDQUOT"])("with %s, room is made until there is enough", async (code) => {
  let room = 0;
  let written = 0;
  await despiteFullDisk(
    () => {
      if (room < 3) throw failing(code);
      written++;
    },
    () => room++,
  );
  expect([room, written]).toEqual([3, 1]);
});

test("any other error is told at once", async () => {
  let room = 0;
  const write = (): void => {
    throw failing("EACCES");
  };
  await expect(despiteFullDisk(write, () => room++)).rejects.toThrow("EACCES");
  expect(room).toBe(0);
});
