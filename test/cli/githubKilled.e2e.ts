import { expect, test } from "vitest";
import { FakeGithub } from "../github/server.ts";
import { commandIn, expectTold, GATED, placeFor, SHOP, useGithub } from "./githubRig.ts";
import type { Started } from "./rig.ts";

const rig = useGithub();

/**
 * What was done, and never known to be, is what Pawl could do twice: it is killed after each request, and before some;
 * before each with PAWL_TEST_KILLS=all.
 */
const MOMENTS = [
  ["onDone", 1],
  ["onRequest", process.env["PAWL_TEST_KILLS"] === "all" ? 1 : 6],
] as const;

test(
  "killed with SIGKILL at each request to GitHub, before it is done and after: all is told once",
  { timeout: 600_000 },
  async () => {
    for (const [when, step] of MOMENTS) {
      for (let at = 1; ; at += step) {
        const one = new FakeGithub();
        await one.start();
        rig.place.remove();
        rig.place = placeFor(one);
        rig.place.write("plan.yaml", SHOP(one));
        let started: Started | undefined = rig.place.start("run", "plan.yaml");
        let killed = false;
        one[when] = (_, count) => {
          if (count !== at || killed) return;
          killed = true;
          started?.kill("SIGKILL");
        };
        await started.ended;
        started = undefined;
        const resumed = await rig.place.pawl("resume");
        const done = resumed.code === 0 || /there is nothing left to do/.test(resumed.stderr);
        expect(done, `${when} ${at}: ${resumed.stderr}`).toBe(true);
        const synced = await rig.place.pawl("github", "sync");
        expect(synced, `${when} ${at}`).toMatchObject({ code: 0, stderr: "" });
        expectTold({ github: one, place: rig.place });
        expect(rig.place.read("ran").trim().split("\n"), `${when} ${at}`).toEqual([
          "cart",
          "till",
          "upload",
        ]);
        expect(one.violations, `${when} ${at}`).toEqual([]);
        await one.stop();
        if (!killed) break;
      }
    }
  },
);

test(
  "Pawl is killed with SIGKILL around each request while one is given: it counts once, and is answered once",
  { timeout: 600_000 },
  async () => {
    for (let at = 2; ; at += process.env["PAWL_TEST_KILLS"] === "all" ? 1 : 3) {
      const one = new FakeGithub();
      await one.start();
      rig.place.remove();
      rig.place = placeFor(one);
      rig.place.write("plan.yaml", GATED(one));
      expect((await rig.place.pawl("run", "plan.yaml")).code).toBe(3);
      const ask = one.written().find((each) => each.startsWith("**Approval wanted"))!;
      one.say("ann", commandIn(ask));
      const before = one.requests.length;
      let killed = false;
      let started: Started | undefined = rig.place.start("resume");
      one[at % 2 === 0 ? "onDone" : "onRequest"] = (_, count) => {
        if (count !== before + Math.ceil(at / 2) || killed) return;
        killed = true;
        started?.kill("SIGKILL");
      };
      await started.ended;
      started = undefined;
      await rig.place.pawl("resume");
      expect(await rig.place.pawl("github", "sync"), `at ${at}`).toMatchObject({ code: 0 });
      expect(
        rig.place.types().filter((each) => each === "gate-approved"),
        `at ${at}`,
      ).toHaveLength(1);
      expect(rig.place.read("ran"), `at ${at}`).toBe("code\nupload\n");
      expect(
        one.written().filter((each) => each === "Approved."),
        `at ${at}`,
      ).toHaveLength(1);
      expect(one.closings, `at ${at}`).toBe(1);
      expect(
        one.written().filter((each) => each.startsWith("### gated")),
        `at ${at}`,
      ).toHaveLength(1);
      expect(one.violations, `at ${at}`).toEqual([]);
      await one.stop();
      if (!killed) break;
    }
  },
);
