import { expect, test } from "vitest";
import { CLIS } from "../../byHand.mjs";
import { inPlace } from "../rig/place.ts";
import { record } from "../rig/row.ts";
import { modelServer, plan } from "../rig/trial.ts";

const server = modelServer();

const SCHEMA = {
  type: "object",
  required: ["passed"],
  properties: { passed: { type: "boolean" } },
  additionalProperties: false,
};

test.concurrent.each(CLIS)(
  "%s hands in an artifact with Pawl's tools: told what is wrong with it, it hands in another",
  async (cli) => {
    const key = `${cli}-artifact`;
    await inPlace(async (place) => {
      plan(place, cli, server().url("artifact", key), { produces: { result: SCHEMA } });
      const { code, stdout, stderr } = await place.pawl("run", "plan.yaml", "--no-live");
      expect(code, stdout + stderr).toBe(0);
      expect(place.accounts()).toMatchObject([
        {
          report: { status: "success", summary: "handed in", by: "tools" },
        },
      ]);
      expect(place.ended()).toMatchObject([
        { artifacts: [{ name: "result", value: { passed: true } }] },
      ]);
      const row = record(place, server(), { driver: cli, scenario: "artifact", key });
      expect(row).toMatchObject({ ended: ["succeeded"], survivors: [], usageError: 0 });
    });
  },
);
