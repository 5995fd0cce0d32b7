import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lineDriverOf } from "../../../../src/executors/agent/drivers/index.ts";
import type { Invocation } from "../../../../src/executors/agent/driver.ts";
import { launchOf } from "../launchOf.ts";
import type { LaunchGiven } from "../launchOf.ts";

const gemini = lineDriverOf("gemini")!;
let root: string;
let own: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "pawl-gemini-"));
  own = join(root, ".gemini");
  mkdirSync(own);
});
afterEach(() => rmSync(root, { recursive: true }));

const launch = (given: LaunchGiven = {}): Invocation =>
  gemini.launch(
    launchOf("gemini", { env: { HOME: root }, folder: join(root, "driver"), ...given }),
  );

const fileOf = ({ files }: Invocation, name: string): string =>
  files!.find(({ path }) => path.endsWith(name))!.text;
const settingsOf = (given: LaunchGiven = {}): object =>
  JSON.parse(fileOf(launch(given), "settings.json")) as object;

const TOOLS = { name: "pawl", command: "/usr/bin/node", args: ["tools.js"] };

describe("its home", () => {
  test("is the attempt's own, with all of the person's linked there but the settings", () => {
    writeFileSync(join(own, "oauth_creds.json"), "secret");
    writeFileSync(join(own, "settings.json"), "{}");
    const { env } = launch();
    const inside = join(env!["GEMINI_CLI_HOME"]!, ".gemini");
    expect(inside).toBe(join(root, "driver", "home", ".gemini"));
    expect(readFileSync(join(inside, "oauth_creds.json"), "utf8")).toBe("secret");
    expect(lstatSync(join(inside, "tmp")).isSymbolicLink()).toBe(true);
    expect(existsSync(join(inside, "settings.json"))).toBe(false);
  });

  test("sessions are kept where the person's own are, so that a later attempt finds them", () => {
    const inside = join(launch().env!["GEMINI_CLI_HOME"]!, ".gemini");
    writeFileSync(join(inside, "tmp", "session"), "kept");
    expect(readFileSync(join(own, "tmp", "session"), "utf8")).toBe("kept");
  });

  test("where the person has no home that it could use, it starts as for somebody new", () => {
    writeFileSync(join(root, "file"), "");
    const { env } = launch({ env: { HOME: join(root, "file") } });
    expect(readdirSync(join(env!["GEMINI_CLI_HOME"]!, ".gemini"))).toEqual([]);
  });

  test("the person's own files are never written", () => {
    const text = '{ "general": { "maxAttempts": 5 } }';
    writeFileSync(join(own, "settings.json"), text);
    launch({ tools: TOOLS });
    expect(readFileSync(join(own, "settings.json"), "utf8")).toBe(text);
  });
});

describe("its settings", () => {
  test("bound its tries, keep it from updating, and choose the key that is there", () => {
    expect(settingsOf({ env: { HOME: root, GEMINI_API_KEY: "k" } })).toEqual({
      general: { enableAutoUpdate: false, enableAutoUpdateNotification: false, maxAttempts: 2 },
      privacy: { usageStatisticsEnabled: false },
      security: { auth: { selectedType: "gemini-api-key" } },
    });
  });

  test("what a person has set counts, comments and all", () => {
    const text =
      '{ // mine\n "general": { "maxAttempts": 5, "vimMode": true }, /* and */ "ui": { "theme": "a // b" } }';
    writeFileSync(join(own, "settings.json"), text);
    expect(settingsOf()).toMatchObject({
      general: { enableAutoUpdate: false, maxAttempts: 5, vimMode: true },
      ui: { theme: "a // b" },
    });
  });

  test("the attempt's tools stand beside a person's servers, alone for a read-only agent", () => {
    writeFileSync(join(own, "settings.json"), '{ "mcpServers": { "mine": { "command": "m" } } }');
    const pawl = { command: "/usr/bin/node", args: ["tools.js"], trust: true };
    expect(settingsOf({ tools: TOOLS })).toMatchObject({
      mcpServers: { mine: { command: "m" }, pawl },
    });
    const readOnly = settingsOf({ tools: TOOLS, agent: { permissions: "read-only" } });
    expect(readOnly).toHaveProperty("mcpServers", { pawl });
  });

  test("a budget of turns goes over what a person has set", () => {
    writeFileSync(
      join(own, "settings.json"),
      '{ "model": { "maxSessionTurns": 99, "name": "m" } }',
    );
    expect(settingsOf({ agent: { budget: { turns: 3 } } })).toMatchObject({
      model: { maxSessionTurns: 3, name: "m" },
    });
  });
});

describe("its permissions", () => {
  test("read-only: every tool is denied but those that read, and the attempt's own", () => {
    const policy = fileOf(
      launch({
        agent: { permissions: "read-only", tools: ["read_file", "write_file"] },
        tools: TOOLS,
      }),
      "policy.toml",
    );
    expect(policy).toBe(`[[rule]]
toolName = "*"
decision = "deny"
priority = 100

[[rule]]
toolName = ["read_file"]
decision = "allow"
priority = 200

[[rule]]
toolName = "*"
mcpName = "pawl"
decision = "allow"
priority = 200
`);
  });

  test("edit: it may write and run commands besides", () => {
    const { args, files } = launch();
    expect(args.join(" ")).toContain("--approval-mode default --admin-policy");
    expect(files!.at(-1)!.text).toContain('"write_file","replace","run_shell_command"');
  });

  test("full: no rules", () => {
    const { args, files } = launch({ agent: { permissions: "full" } });
    expect(args.join(" ")).toContain("--approval-mode yolo");
    expect(files).toHaveLength(1);
  });
});

test("what would be added to a system prompt goes before the prompt", () => {
  expect(launch({ agent: { system: "Be brief.\n" } }).stdin).toBe("Be brief.\n\nCreate hello.txt.");
});
