import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { PawlError } from "../../src/core/error.ts";
import { readAddress, redact } from "../../src/stores/redis/address.ts";
import { ErrorReply } from "../../src/stores/redis/link.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-redis-address-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** What a person is told of an address. */
function refusal(text: string, env: Record<string, string> = {}): string {
  try {
    readAddress(text, env);
  } catch (error) {
    if (error instanceof PawlError && error.code === "usage") return error.message;
    throw error;
  }
  return "none";
}

describe("an address", () => {
  test.each([
    ["redis://box", "box", 6379, 0, "redis://box:6379/0"],
    ["redis://box/", "box", 6379, 0, "redis://box:6379/0"],
    ["redis://box:6380/7", "box", 6380, 7, "redis://box:6380/7"],
    ["redis://10.0.0.9:1/15", "10.0.0.9", 1, 15, "redis://10.0.0.9:1/15"],
    ["redis://[::1]:6380/1", "::1", 6380, 1, "redis://[::1]:6380/1"],
    ["rediss://box", "box", 6379, 0, "rediss://box:6379/0"],
    ["redis://ann:secret@box:1/2", "box", 1, 2, "redis://box:1/2"],
  ])("%s", (text, host, port, database, shown) => {
    expect(readAddress(text, {})).toMatchObject({ host, port, database, shown });
  });

  test("the word redis alone means the one that the environment names, else this machine's", () => {
    expect(readAddress("redis", {}).shown).toBe("redis://127.0.0.1:6379/0");
    expect(readAddress("redis", { PAWL_REDIS_URL: "rediss://box:1/2" }).shown).toBe(
      "rediss://box:1/2",
    );
  });

  const write = "write redis://host:port/db, or rediss:// for TLS";
  test.each([
    ["http://box", `"http://box" is no address of a Redis: it begins with http:; ${write}`],
    ["redis:", `"redis:" is no address of a Redis: it names no host; ${write}`],
    [
      "redis://box/main",
      `"redis://box/main" is no address of a Redis: its database is no number; ${write}`,
    ],
    [
      "redis://box/-1",
      `"redis://box/-1" is no address of a Redis: its database is no number; ${write}`,
    ],
    [
      "redis://box:port",
      `"redis://box:port" is no address of a Redis: it cannot be read (special characters of a password are written as %XX); ${write}`,
    ],
    [
      "redis://:pa%zzword@box",
      `"redis://***@box" is no address of a Redis: special characters of a user or password are written as %XX; ${write}`,
    ],
    [
      "redis://:p/a@ss@box:x",
      `"redis://***@box:x" is no address of a Redis: it cannot be read (special characters of a password are written as %XX); ${write}`,
    ],
    [
      "redis://box?password=secret",
      `"redis://box?…" is no address of a Redis: what follows the database is not known; ${write}`,
    ],
  ])("%s is refused, and no password is in the text", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("is shown without its password, whatever that is made of", () => {
    expect(redact("redis://:secret@box/0")).toBe("redis://***@box/0");
    expect(redact("redis://ann:p@ss/w:rd@box/0")).toBe("redis://***@box/0");
    expect(redact("redis://box/0")).toBe("redis://box/0");
  });
});

describe("a password", () => {
  const secretOf = (text: string, env: Record<string, string>) => readAddress(text, env).secret;

  test("comes from the address, else the environment, else the file that the environment names", () => {
    const path = file("password", "from the file\n");
    const env = { PAWL_REDIS_PASSWORD: "from the variable", PAWL_REDIS_PASSWORD_FILE: path };
    expect(secretOf("redis://:in%20the%20address@box", env)).toEqual({
      password: "in the address",
      source: "the address",
    });
    expect(secretOf("redis://box", env)).toEqual({
      password: "from the variable",
      source: "PAWL_REDIS_PASSWORD",
    });
    expect(
      secretOf("redis://box", { PAWL_REDIS_PASSWORD: "", PAWL_REDIS_PASSWORD_FILE: path }),
    ).toEqual({
      password: "from the file",
      source: `the file ${path}`,
    });
    expect(secretOf("redis://box", {})).toBeUndefined();
  });

  test("may be that of a user, who is named in the address or the environment", () => {
    const nameOf = (text: string, env = {}) => readAddress(text, env).username;
    expect(nameOf("redis://ann%40work:secret@box")).toBe("ann@work");
    expect(nameOf("redis://ann@box", { PAWL_REDIS_USERNAME: "ben" })).toBe("ann");
    expect(nameOf("redis://box", { PAWL_REDIS_USERNAME: "ben" })).toBe("ben");
    expect(nameOf("redis://:secret@box")).toBeUndefined();
  });

  test("of a file that is not there is an error that names variable and file", () => {
    const path = join(folder, "nothing");
    expect(refusal("redis://box", { PAWL_REDIS_PASSWORD_FILE: path })).toBe(
      `PAWL_REDIS_PASSWORD_FILE names ${path}: there is no such file`,
    );
    expect(refusal("redis://box", { PAWL_REDIS_PASSWORD_FILE: folder })).toBe(
      `PAWL_REDIS_PASSWORD_FILE names ${folder}: it cannot be read (EISDIR)`,
    );
  });
});

test("a script's error has the same word in every version of the server", () => {
  const older =
    "ERR Error running script (call to f_0a1b): @user_script:11: @user_script: 11: -READONLY You can't write against a read only replica.";
  const newer =
    "READONLY You can't write against a read only replica. script: 0a1b, on @user_script:11.";
  expect([older, newer].map((each) => new ErrorReply(each).word)).toEqual(["READONLY", "READONLY"]);
  expect(new ErrorReply("ERR unknown command").word).toBe("ERR");
});

test("TLS takes an authority, and a certificate of our own, from files", () => {
  const env = {
    PAWL_REDIS_CA_FILE: file("ca", "A"),
    PAWL_REDIS_CERT_FILE: file("cert", "B"),
    PAWL_REDIS_KEY_FILE: file("key", "C"),
  };
  expect(readAddress("rediss://box", env).tls).toEqual({ ca: "A", cert: "B", key: "C" });
  expect(readAddress("rediss://box", {}).tls).toEqual({});
  expect(readAddress("redis://box", env).tls).toBeUndefined();
  const gone = join(folder, "gone");
  expect(refusal("rediss://box", { PAWL_REDIS_CA_FILE: gone })).toBe(
    `PAWL_REDIS_CA_FILE names ${gone}: there is no such file`,
  );
});
