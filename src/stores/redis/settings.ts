import type { Connection } from "./connection.ts";
import { ErrorReply } from "./link.ts";
import type { Link } from "./link.ts";

const ASKED = ["appendonly", "appendfsync", "maxmemory", "maxmemory-policy"] as const;
type Settings = Partial<Record<(typeof ASKED)[number], string>>;

/** What of its settings lets a server lose what it confirmed: a line each, for a person. */
export async function weaknessesOf(connection: Connection): Promise<readonly string[]> {
  const settings = await connection.do(readSettings);
  const { appendonly, appendfsync, maxmemory = "0" } = settings;
  const policy = settings["maxmemory-policy"] ?? "noeviction";
  const shown = connection.address.shown;
  const notes: string[] = [];
  if (appendonly === "no")
    notes.push(
      `${shown} keeps no log (appendonly no): what it confirmed since its last snapshot is lost when it stops hard; set appendonly yes and appendfsync always`,
    );
  else if (appendfsync !== undefined && appendfsync !== "always")
    notes.push(
      `${shown} confirms before it is on disk (appendfsync ${appendfsync}): the last second or more is lost when its machine stops hard; set appendfsync always`,
    );
  if (maxmemory !== "0" && policy.startsWith("allkeys-"))
    notes.push(
      `${shown} throws away journals when its memory is full (maxmemory-policy ${policy}); set maxmemory-policy noeviction`,
    );
  return notes;
}

/** Where CONFIG is not allowed, as with most that are rented, INFO tells a part. */
async function readSettings(link: Link): Promise<Settings> {
  try {
    const flat = (await link.send(["CONFIG", "GET", "*"])) as string[];
    const pairs = flat.flatMap((name, at) => (at % 2 === 0 ? [[name, flat[at + 1]!]] : []));
    return Object.fromEntries(pairs.filter(([name]) => ASKED.some((each) => each === name)));
  } catch (error) {
    if (!(error instanceof ErrorReply)) throw error;
  }
  try {
    const persistence = String(await link.send(["INFO", "persistence"]));
    const memory = String(await link.send(["INFO", "memory"]));
    const find = (text: string, name: string) => new RegExp(`^${name}:(\\S+)`, "m").exec(text)?.[1];
    const aof = find(persistence, "aof_enabled");
    const maxmemory = find(memory, "maxmemory");
    const policy = find(memory, "maxmemory_policy");
    return {
      ...(aof === undefined ? {} : { appendonly: aof === "1" ? "yes" : "no" }),
      ...(maxmemory === undefined ? {} : { maxmemory }),
      ...(policy === undefined ? {} : { "maxmemory-policy": policy }),
    };
  } catch (error) {
    if (error instanceof ErrorReply) return {};
    throw error;
  }
}
