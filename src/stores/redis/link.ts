import { createRequire } from "node:module";
import type * as Redis from "redis";
import { PawlError } from "../../core/error.ts";
import type { Address } from "./address.ts";

/** What the package does that is used here. Replies are those of version 2 of Redis' protocol. */
interface Client {
  connect(): Promise<unknown>;
  sendCommand(args: readonly string[]): Promise<unknown>;
  destroy(): void;
  on(event: "error", heard: (error: Error) => void): unknown;
}

/** The server's own refusal. */
export class ErrorReply extends Error {
  override readonly name = "ErrorReply";

  /** `NOAUTH`, `LOADING`, …: the word that such a reply begins with; before Redis 7 a script's stands further back. */
  get word(): string {
    const ofScript = /@user_script: ?\d+: -?([A-Z]+) /.exec(this.message);
    return ofScript?.[1] ?? this.message.split(" ", 1)[0]!;
  }
}

/** The connection is gone, or was never made: what was asked may have been done or not. */
export class LinkLost extends Error {
  override readonly name = "LinkLost";
}

const CONNECT_MS = 5_000;

/** One connection, from its opening to its loss; it is never mended. */
export class Link {
  readonly #client: Client;
  readonly #isReply: (error: unknown) => boolean;
  readonly #answerMs: number;
  #isLost = false;

  private constructor(client: Client, isReply: (error: unknown) => boolean, answerMs: number) {
    this.#client = client;
    this.#isReply = isReply;
    this.#answerMs = answerMs;
    client.on("error", () => (this.#isLost = true));
  }

  /**
   * Throws `LinkLost`, or the `ErrorReply` of a server that does not let us in.
   * @param answerMs after which a server that says nothing counts as gone
   */
  static async open(address: Address, answerMs: number): Promise<Link> {
    const { createClient, ErrorReply: Reply } = await load();
    const { host, port, tls } = address;
    const common = { host, port, connectTimeout: CONNECT_MS, reconnectStrategy: false } as const;
    const client = createClient({
      socket: tls ? { ...common, ...tls, tls: true } : common,
      ...(address.username === undefined ? {} : { username: address.username }),
      ...(address.secret ? { password: address.secret.password } : {}),
      database: address.database,
      RESP: 2,
      maintNotifications: "disabled",
      disableClientInfo: true,
      // Nothing waits in a queue that is not ours, and nothing is sent twice behind our back.
      disableOfflineQueue: true,
      commandOptions: { timeout: 0 },
    });
    const link = new Link(client, (error) => error instanceof Reply, answerMs);
    await link.#timed(link.#client.connect(), CONNECT_MS + answerMs);
    return link;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** @param waitMs for a command that waits at the server: for how long it may */
  async send(args: readonly string[], waitMs = 0): Promise<unknown> {
    return this.#timed(this.#client.sendCommand(args), waitMs + this.#answerMs);
  }

  destroy(): void {
    this.#isLost = true;
    this.#client.destroy();
  }

  async #timed<Value>(asked: Promise<Value>, answerMs: number): Promise<Value> {
    let silent = false;
    const timer = setTimeout(() => {
      silent = true;
      this.destroy();
    }, answerMs);
    try {
      return await this.#translate(asked);
    } catch (error) {
      if (!silent) throw error;
      throw new LinkLost(`no answer for ${answerMs / 1000} s`, { cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  async #translate<Value>(asked: Promise<Value>): Promise<Value> {
    try {
      return await asked;
    } catch (cause) {
      const { message } = cause as Error;
      if (this.#isReply(cause)) throw new ErrorReply(message, { cause });
      this.#isLost = true;
      throw new LinkLost(message, { cause });
    }
  }
}

/** Loaded when a Redis is really wanted: others need not have the package. */
async function load(): Promise<typeof Redis> {
  try {
    // Not `import()`: code of which V8 has kept what it made (src/cli/compiled.ts) cannot do that in node 20.
    return createRequire(import.meta.url)("redis") as typeof Redis;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") throw cause;
    throw new PawlError(
      "store-failed",
      "the redis store needs the package redis, which is not installed; npm install redis@6",
      { cause },
    );
  }
}
