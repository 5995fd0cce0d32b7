import { readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PAWL, Workspace } from "./rig.ts";

describe("what V8 made of the command line", () => {
  let place: Workspace;
  beforeEach(() => {
    place = new Workspace();
    place.env["XDG_CACHE_HOME"] = join(place.dir, "cache");
    place.write(
      "plan.yaml",
      "pawl: 1\nname: p\nphases: [{id: a, tasks: [{id: t, run: 'true'}]}]\n",
    );
  });
  afterEach(() => place.remove());

  const kept = (): string[] => readdirSync(join(place.dir, "cache", "pawl"));
  const path = (): string => join(place.dir, "cache", "pawl", kept()[0]!);
  const validate = async (): Promise<string> => {
    const { code, stdout, stderr } = await place.pawl("validate", "plan.yaml");
    return `${code} ${stdout}${stderr}`;
  };
  const valid = "0 plan.yaml is valid: 1 phase, 1 task\n";

  it("is kept once for each command, and used", async () => {
    expect(await validate()).toBe(valid);
    expect(kept()).toEqual([expect.stringMatching(/^program-.*-validate$/)]);
    expect(await validate()).toBe(valid);
    await place.pawl("runs");
    expect(kept()).toHaveLength(2);
  });

  it("is done without where it is damaged, and made anew", async () => {
    await validate();
    const name = kept();
    truncateSync(path(), 1000);
    expect(await validate()).toBe(valid);
    writeFileSync(path(), "[]\n");
    expect(await validate()).toBe(valid);
    writeFileSync(path(), `${JSON.stringify([["program", 9]])}\nnot code!`);
    expect(await validate()).toBe(valid);
    expect(kept()).toEqual(name);
  });

  it("is done without where nothing can be written", async () => {
    place.env["XDG_CACHE_HOME"] = "/dev/null/nowhere";
    expect(await validate()).toBe(valid);
  });

  it("is not kept of a command that there is not", async () => {
    await place.pawl("nonsense");
    expect(() => kept()).toThrow("ENOENT");
  });
});

it("loads no package that only the making of schema.json needs", () => {
  const folder = join(dirname(PAWL), "bundle");
  const loads = (name: string): boolean =>
    readFileSync(join(folder, name), "utf8").includes('require("zod")');
  expect(readdirSync(folder).filter(loads)).toEqual([]);
});
