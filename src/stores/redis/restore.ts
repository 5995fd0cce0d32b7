import type { RunId } from "../../core/ids.ts";
import type { WholeJournal } from "../../journal/restore.ts";
import type { Connection } from "./connection.ts";
import type { Keys } from "./keys.ts";
import { Script } from "./script.ts";

/** Lines go over in parts, so that the server serves others meanwhile. */
const PART_BYTES = 1024 * 1024;

/** What was left behind by a process that died goes away by itself. */
const DRAFT_MS = 600_000;

/** Puts lines after those that are there; those that an earlier try brought are passed over. */
const ADD = new Script(`
local first = tonumber(ARGV[2])
local last = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)[1]
local have = last and tonumber(string.match(last[1], '^%d+')) or 0
for at = 3, #ARGV do
  local seq = first + at - 3
  if seq > have then redis.call('XADD', KEYS[1], seq .. '-0', 'e', ARGV[at]) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`);

/** The draft becomes the journal, unless there is one; done by an earlier try, it is there with our own hash. */
const PUT = new Script(`
local seq, hash = unpack(redis.call('HMGET', KEYS[1], 'seq', 'hash'))
if seq then
  redis.call('DEL', KEYS[4])
  return (ARGV[5] == '1' and seq == ARGV[2] and hash == ARGV[3]) and 1 or 0
end
redis.call('RENAME', KEYS[4], KEYS[2])
redis.call('PERSIST', KEYS[2])
redis.call('HSET', KEYS[1], 'seq', ARGV[2], 'hash', ARGV[3])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[4])
return 1
`);

/** Writes a whole journal, or nothing where there is one: answers which. */
export async function restoreJournal(
  connection: Connection,
  keys: Keys,
  run: RunId,
  lines: readonly string[],
  { head, summary }: WholeJournal,
): Promise<boolean> {
  const { journal, head: headKey, draft } = keys.of(run);
  // Not another's who restores the same run at the same time.
  const own = `${draft}:${process.pid}-${Math.random().toString(36).slice(2)}`;
  for (const { first, part } of partsOf(lines))
    await connection.do((link) => ADD.run(link, [own], [DRAFT_MS, first, ...part]));
  const put = await connection.do((link, again) =>
    PUT.run(
      link,
      [headKey, journal, keys.runs, own],
      [run, head.seq, head.hash, JSON.stringify(summary), again ? 1 : 0],
    ),
  );
  return put === 1;
}

function* partsOf(lines: readonly string[]): Generator<{ first: number; part: string[] }> {
  let part: string[] = [];
  let bytes = 0;
  let first = 1;
  for (const [at, line] of lines.entries()) {
    part.push(line);
    bytes += line.length;
    if (bytes < PART_BYTES && at < lines.length - 1) continue;
    yield { first, part };
    first = at + 2;
    part = [];
    bytes = 0;
  }
}
