import type { RunId } from "../../core/ids.ts";
import type { Head } from "../../journal/codec.ts";
import type { RunSummary } from "../../journal/store.ts";
import type { Keys } from "./keys.ts";
import type { Link } from "./link.ts";
import { Script } from "./script.ts";

/**
 * Appends a batch if the journal ends where the caller thinks, and nobody took the lease after the caller.
 * `again` means that an earlier try may have come through: then our own last line may be there already, and all is
 * well, whoever appended after it.
 */
const APPEND = new Script(`
local head = redis.call('HMGET', KEYS[1], 'seq', 'hash', 'fence')
local seq, hash = tonumber(head[1]) or 0, head[2] or ''
local before, after = tonumber(ARGV[2]), tonumber(ARGV[2]) + #ARGV - 7
if ARGV[5] == '1' and seq >= after then
  local line = redis.call('XRANGE', KEYS[2], after .. '-0', after .. '-0')[1]
  if line and string.sub(line[2][2], 10, 73) == ARGV[6] then return {'ok'} end
end
if ARGV[4] ~= '' and tonumber(ARGV[4]) < (tonumber(head[3]) or 0) then return {'fenced'} end
if seq ~= before or hash ~= ARGV[3] then return {'conflict', tostring(seq), hash} end
for at = 8, #ARGV do
  redis.call('XADD', KEYS[2], (before + at - 7) .. '-0', 'e', ARGV[at])
end
redis.call('HSET', KEYS[1], 'seq', after, 'hash', ARGV[6])
redis.call('HSET', KEYS[3], ARGV[1], ARGV[7])
return {'ok'}
`);

export interface Batch {
  readonly run: RunId;
  /** Where the journal ends as far as we know. */
  readonly before: Head;
  readonly after: Head;
  readonly lines: readonly string[];
  readonly fence: number | undefined;
  readonly summary: RunSummary | undefined;
}

export type BatchOutcome =
  | { readonly type: "ok" }
  | { readonly type: "fenced" }
  | { readonly type: "conflict"; readonly head: Head };

export async function appendBatch(
  link: Link,
  keys: Keys,
  batch: Batch,
  again: boolean,
): Promise<BatchOutcome> {
  const { run, before, after, lines, fence = "", summary } = batch;
  const { head, journal } = keys.of(run);
  const answer = (await APPEND.run(
    link,
    [head, journal, keys.runs],
    [
      run,
      before.seq,
      before.hash,
      fence,
      again ? 1 : 0,
      after.hash,
      JSON.stringify(summary),
      ...lines,
    ],
  )) as [BatchOutcome["type"], string?, string?];
  const [type, seq, hash] = answer;
  return type === "conflict" ? { type, head: { seq: Number(seq), hash: hash ?? "" } } : { type };
}
