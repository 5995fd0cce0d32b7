import { join } from "node:path";
import { distance } from "fastest-levenshtein";
import { PawlError } from "../core/error.ts";
import type { Store } from "../journal/store.ts";
import { jsonStore } from "../stores/json/store.ts";
import { printNote } from "./print.ts";
import { withoutPassword } from "../core/withoutPassword.ts";

/** A store as a person names it: `json`, `sqlite`, `redis`, or one of them with its place. */
export type StoreName = string;

const KINDS = ["json", "sqlite", "redis"];

/**
 * Opens the store that a name means.
 * @param folder the state folder, where json and sqlite keep theirs unless a place is given
 */
export async function openStore(
  name: StoreName,
  folder: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Store> {
  const [kind = "", place = ""] = split(name);
  switch (kind) {
    case "json":
      return jsonStore(place || folder);
    case "sqlite": {
      const { sqliteStore } = await import("../stores/sqlite/store.ts");
      return sqliteStore(place || join(folder, "state.db"));
    }
    case "redis":
    case "rediss": {
      const { redisStore } = await import("../stores/redis/store.ts");
      return redisStore(place ? name : (env["PAWL_REDIS_URL"] ?? "redis://127.0.0.1:6379/0"), {
        env,
        tell: (text) => printNote(text),
      });
    }
    default:
      throw unknownStore(name);
  }
}

/** `sqlite:place` in two; a redis address is its own place. */
function split(name: string): string[] {
  const at = name.indexOf(":");
  return at === -1 ? [name] : [name.slice(0, at), name.slice(at + 1)];
}

function unknownStore(name: string): PawlError {
  const [kind = ""] = split(name);
  const near = KINDS.find((each) => distance(each, kind.toLowerCase()) <= 2);
  const hint = near ? `did you mean ${near}?` : "there are json, sqlite and redis://host:port/db";
  return new PawlError("usage", `there is no store "${withoutPassword(name)}"; ${hint}`);
}
