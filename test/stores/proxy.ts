import { once } from "node:events";
import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

/** A way to a server that a test can break at the moment that it wants. */
export class Proxy {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  readonly #target: number;
  /** Whether the request that is passed on next is answered by a cut, though the server has done it. */
  #swallow: (request: string) => boolean = () => false;
  /** How many answers have been swallowed. */
  swallowed = 0;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer((from) => this.#pass(from));
  }

  static async start(target: number): Promise<Proxy> {
    const proxy = new Proxy(target);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}/0`;
  }

  /** The connection of each request that fits is cut when its answer comes, so many times. */
  swallowAnswers(times: number, fits: (request: string) => boolean): void {
    let left = times;
    this.#swallow = (request) => left > 0 && fits(request) && left-- > 0;
  }

  cutAll(): void {
    for (const each of this.#open) each.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    this.#server.close();
    await once(this.#server, "close");
  }

  #pass(from: Socket): void {
    const to = connect(this.#target, "127.0.0.1");
    let isDoomed = false;
    for (const each of [from, to]) {
      this.#open.add(each);
      each.on("error", () => {});
      each.on("close", () => {
        this.#open.delete(each);
        from.destroy();
        to.destroy();
      });
    }
    from.on("data", (chunk: Buffer) => {
      isDoomed ||= this.#swallow(chunk.toString("latin1"));
      to.write(chunk);
    });
    to.on("data", (chunk: Buffer) => {
      if (!isDoomed) return void from.write(chunk);
      this.swallowed++;
      from.destroy();
    });
  }
}
