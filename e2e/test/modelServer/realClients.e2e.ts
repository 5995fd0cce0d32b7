import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { byHand, CLIS, sessionIn, usageIn } from "../../byHand.mjs";
import { startModelServer } from "../../modelServer/server.mjs";
import type { ModelServer } from "../../modelServer/server.mjs";

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const folders: string[] = [];
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

function place(): { home: string; cwd: string } {
  const folder = mkdtempSync(join(tmpdir(), "pawl-by-hand-"));
  folders.push(folder);
  const [home, cwd] = [join(folder, "home"), join(folder, "work")];
  for (const each of [home, cwd]) mkdirSync(each);
  return { home, cwd };
}

test.each(CLIS)(
  "%s works by the scenario, and says it has used what the server says it served",
  async (cli) => {
    const key = `ok-${cli}`;
    const at = place();
    const prompt = "Write hello.txt and test it.";
    const { code, events, stderr } = await byHand(cli, {
      ...at,
      prompt,
      url: server.url("ok", key),
    });
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(at.cwd, "hello.txt"), "utf8").trim()).toBe("hello from the model");
    const { input, output, requests } = server.totals(key);
    expect(requests).toBe(3);
    expect(usageIn(events)).toEqual({ input, output });
  },
);

test.each(["claude", "codex"] as const)(
  "%s goes on with its session in another process, and the scenario with it",
  async (cli) => {
    const key = `phases-${cli}`;
    const given = { ...place(), url: server.url("phases", key) };
    const first = await byHand(cli, { ...given, prompt: "PHASE 1" });
    expect(first.code, first.stderr).toBe(0);
    const resume = sessionIn(first.events)!;
    const second = await byHand(cli, { ...given, prompt: "PHASE 2", resume });
    expect(second.code, second.stderr).toBe(0);
    expect(server.served(key).map(({ position }) => position)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(readFileSync(join(given.cwd, "phase-2.txt"), "utf8").trim()).toBe("what phase 2 made");
  },
);
