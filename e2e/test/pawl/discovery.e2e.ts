import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { gitIn } from "../../../test/cli/rig.ts";
import { DUMMY_KEY } from "../../dummyKey.mjs";
import { settle } from "../../isolated/trial.mjs";
import { inPlace } from "../rig/place.ts";
import { survivors } from "../rig/survivors.ts";
import { modelServer } from "../rig/trial.ts";

const SAMPLE = fileURLToPath(new URL("../../../examples/discovery", import.meta.url));
const PROJECT = ["src", "test", "e2e", "package.json"];

const server = modelServer();

test.concurrent.each(["claude", "codex"] as const)(
  "%s carries out the template discovery to its end: three look side by side, two plan, two build, and all is tested",
  async (cli) => {
    const key = `${cli}-discovery`;
    await inPlace(async (place) => {
      settle(cli, { home: place.home, url: server().url("discovery", key) });
      place.env["OPENAI_API_KEY"] = DUMMY_KEY;
      for (const name of PROJECT)
        cpSync(join(SAMPLE, name), join(place.dir, name), { recursive: true });
      gitIn(place.dir, "config", "user.name", "Ann");
      gitIn(place.dir, "config", "user.email", "ann@example.com");
      gitIn(place.dir, "add", "-A");
      gitIn(place.dir, "commit", "-qm", "The project");
      const written = await place.pawl("init", "-t", "discovery", "--agent", cli);
      expect(written).toMatchObject({ code: 0, stderr: "" });
      const { code, stdout, stderr } = await place.pawl("run", "pawl.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);

      expect(
        place
          .ended()
          .map(({ type, task }) => `${task} ${type}`)
          .toSorted(),
      ).toEqual([
        "build-api attempt-succeeded",
        "build-components attempt-succeeded",
        "design-api attempt-succeeded",
        "design-components attempt-succeeded",
        "find-components attempt-succeeded",
        "find-endpoints attempt-succeeded",
        "find-tests attempt-succeeded",
        "run-e2e attempt-succeeded",
        "write-tests attempt-succeeded",
      ]);
      const branch = `pawl/${place.run()}`;
      expect(place.fileAt(branch, "src/api.mjs")).toContain("search(notes.all()");
      expect(place.fileAt(branch, "src/search.mjs")).toContain("export function search");
      expect(existsSync(join(place.dir, "src/search.mjs"))).toBe(false);
      expect(survivors(place, [key])).toEqual([]);
    });
  },
);
