import { quoted } from "../schema/words.ts";
import { asText } from "../syntax/tree.ts";
import type { Node } from "../syntax/tree.ts";
import type { Around } from "./namedText.ts";

/** Names, options that may hold quoted blanks, the kind of key, the key itself. */
const LINE =
  /^(?:"[^"]*"|[^\s"]+)\s+(?:(?:[\w-]+(?:="[^"]*")?)(?:,[\w-]+(?:="[^"]*")?)*\s+)?(?:ssh-|ecdsa-|sk-)[\w@.-]+\s+[A-Za-z0-9+/]+=*(?:\s.*)?$/;

/** The text of an OpenSSH allowed_signers file, frozen with the plan. */
export function readSigners(
  node: Node | undefined,
  { findings, files }: Around,
): string | undefined {
  const path = asText(node);
  const file = path === undefined || path === "" ? undefined : files.read(path, node!);
  if (!file) return undefined;
  let start = 0;
  let keys = 0;
  for (const line of file.text.split("\n")) {
    const written = line.trim();
    if (written !== "" && !written.startsWith("#")) {
      keys++;
      if (!LINE.test(written)) {
        const at = { start, end: start + line.length };
        const message = "this is no line of an allowed_signers file";
        const hint = "expected: name, kind of key, key, such as ann@example.org ssh-ed25519 AAAA…";
        file.findings.error(at, "wrong-value", message, hint);
      }
    }
    start += line.length + 1;
  }
  if (keys === 0) {
    const message = `${quoted(path!)} names no signer, so that nobody could approve`;
    findings.error(node, "file-empty", message);
  }
  return file.text;
}
