import { expect, test } from "vitest";
import { until } from "../rig/until.ts";
import { CLIS } from "../../byHand.mjs";
import { inPlace } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer, plan, tries } from "../rig/trial.ts";

const server = modelServer();

test.concurrent.each(CLIS)(
  "%s at its limit is waited for, also by a Pawl that was killed meanwhile, and that uses up no try",
  async (cli) => {
    const key = `${cli}-limited`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("limited", key), { retry: 1 });
      const first = place.start("run", "plan.yaml", "--no-live");
      await until("the limit was met", () => place.ended().length > 0);
      first.kill("SIGKILL");
      await first.ended;
      expect(place.ended()).toMatchObject([
        { failure: { class: "rate-limited" }, retry: { limited: true } },
      ]);
      server().release(key);
      const { code, stdout, stderr } = await place.pawl("resume", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      const row = record(place, server(), { driver: cli, scenario: "limited", key });
      expect(row.ended.at(-1)).toBe("succeeded");
      const before = tries(cli, row.ended.slice(0, -1));
      expect(new Set(before)).toEqual(new Set(["rate-limited"]));
      expect(row).toMatchObject({ survivors: [], usageError: 0 });
    });
  },
);
