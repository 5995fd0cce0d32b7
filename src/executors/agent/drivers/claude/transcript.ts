import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { asNumber, asText, at, parseObject } from "../shared/json.ts";

/**
 * Output tokens of the answers in a session's own record, by the id of the message. On stdout each answer is told when
 * it begins, with what it had come to by then; the record is written when it has ended. Its format is Claude Code's own
 * affair: what cannot be found or read is left out.
 */
export function readTranscript(
  env: Readonly<Record<string, string>>,
  session: string,
): ReadonlyMap<string, number> {
  const home = env["CLAUDE_CONFIG_DIR"] || join(env["HOME"] || homedir(), ".claude");
  const outputs = new Map<string, number>();
  for (const path of recordsOf(join(home, "projects"), session)) {
    for (const line of textOf(path).split("\n")) {
      if (!line.includes('"output_tokens"')) continue;
      const message = parseObject(line)?.["message"];
      const id = asText(at(message, "id"));
      const output = asNumber(at(message, "usage", "output_tokens"));
      // An answer of several parts is recorded once for each, and the last knows most.
      if (id !== undefined && output !== undefined)
        outputs.set(id, Math.max(output, outputs.get(id) ?? 0));
    }
  }
  return outputs;
}

/** Records lie in a folder for each working folder, whose name is made from the latter's in a way of its own. */
function recordsOf(projects: string, session: string): readonly string[] {
  try {
    return readdirSync(projects).map((name) => join(projects, name, `${session}.jsonl`));
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
