import { hash } from "node:crypto";
import { ErrorReply } from "./link.ts";
import type { Link } from "./link.ts";

/** A Lua script, which the server does as a whole and with nothing else in between. */
export class Script {
  readonly #text: string;
  readonly #sha: string;

  constructor(text: string) {
    this.#text = text;
    this.#sha = hash("sha1", text);
  }

  async run(
    link: Link,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...args.map(String)];
    try {
      return await link.send(["EVALSHA", this.#sha, ...rest]);
    } catch (error) {
      // A server that was started anew has forgotten it.
      if (!(error instanceof ErrorReply) || error.word !== "NOSCRIPT") throw error;
      return link.send(["EVAL", this.#text, ...rest]);
    }
  }
}
