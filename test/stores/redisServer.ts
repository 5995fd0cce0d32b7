import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as rest } from "node:timers/promises";

export interface ServerOptions {
  readonly password?: string;
  readonly tls?: boolean;
  /** Lines of its configuration, over those that a store wants. */
  readonly config?: Readonly<Record<string, string>>;
  readonly host?: string;
}

/** A redis-server of a test's own: a free port, a temporary folder, and durable as a store wants it. */
export class RedisServer {
  readonly folder = mkdtempSync(join(tmpdir(), "pawl-redis-"));
  readonly port: number;
  readonly host: string;
  readonly #options: ServerOptions;
  #process: ChildProcess | undefined;
  #output = "";

  private constructor(port: number, options: ServerOptions) {
    this.port = port;
    this.host = options.host ?? "127.0.0.1";
    this.#options = options;
  }

  static async start(options: ServerOptions = {}): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), options);
    if (options.tls) makeCertificate(server.folder);
    await server.restart();
    return server;
  }

  get url(): string {
    return `${this.#options.tls ? "rediss" : "redis"}://${this.host}:${this.port}/0`;
  }

  get caFile(): string {
    return join(this.folder, "ca.crt");
  }

  /**
   * On the same port and folder, with other settings if wanted.
   * @param untilReady waits until its data is loaded, else only until it answers
   */
  async restart(config: Readonly<Record<string, string>> = {}, untilReady = true): Promise<void> {
    const settings = { ...this.#settings(), ...this.#options.config, ...config };
    const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
    this.#output = "";
    this.#process = spawn("redis-server", args, { stdio: ["ignore", "pipe", "pipe"] });
    this.#process.stdout!.on("data", (chunk) => (this.#output += String(chunk)));
    this.#process.stderr!.on("data", (chunk) => (this.#output += String(chunk)));
    for (const end = Date.now() + 10_000; ;) {
      if (/Ready to accept connections/.test(this.#output)) return;
      if (!untilReady && /Server initialized/.test(this.#output)) return;
      if (this.#process.exitCode !== null || Date.now() > end)
        throw new Error(`redis-server did not start: ${this.#output}`);
      await rest(5);
    }
  }

  /** As a crash of its machine would end it, except that the disk has what was written. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** From now on no snapshot can be written: a folder is in the way of its file. */
  breakSnapshots(): void {
    mkdirSync(join(this.folder, "dump.rdb"));
  }

  /** As if its machine had stopped to answer. */
  freeze(): void {
    this.#process?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#process?.kill("SIGCONT");
  }

  async stop(): Promise<void> {
    await this.#end("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** What redis-cli says; for looking behind a store's back. */
  cli(...args: string[]): string {
    const { password, tls } = this.#options;
    const secure = tls ? ["--tls", "--cacert", this.caFile] : [];
    return execFileSync(
      "redis-cli",
      ["-h", this.host, "-p", String(this.port), ...secure, "--raw", ...args],
      {
        encoding: "utf8",
        maxBuffer: 2 ** 28,
        env: { ...process.env, ...(password ? { REDISCLI_AUTH: password } : {}) },
      },
    ).trimEnd();
  }

  #settings(): Record<string, string> {
    const { password, tls } = this.#options;
    return {
      port: tls ? "0" : String(this.port),
      bind: this.host,
      dir: this.folder,
      save: "",
      appendonly: "yes",
      appendfsync: "always",
      loglevel: "notice",
      ...(password ? { requirepass: password } : {}),
      ...(tls
        ? {
            "tls-port": String(this.port),
            "tls-cert-file": join(this.folder, "server.crt"),
            "tls-key-file": join(this.folder, "server.key"),
            "tls-ca-cert-file": this.caFile,
            "tls-auth-clients": "no",
          }
        : {}),
    };
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** An authority of the test's own, and a certificate for 127.0.0.1 and localhost that it signed. */
function makeCertificate(folder: string): void {
  const openssl = (...args: string[]) =>
    execFileSync("openssl", args, { cwd: folder, stdio: "pipe" });
  const key = ["-newkey", "rsa:2048", "-nodes"];
  openssl(
    "req",
    "-x509",
    ...key,
    "-keyout",
    "ca.key",
    "-out",
    "ca.crt",
    "-subj",
    "/CN=a test's CA",
  );
  openssl("req", ...key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=redis");
  const names = "subjectAltName=IP:127.0.0.1,DNS:localhost";
  execFileSync(
    "bash",
    [
      "-c",
      `openssl x509 -req -in server.csr -CA ca.crt -CAkey ca.key -CAcreateserial -out server.crt -extfile <(echo ${names})`,
    ],
    { cwd: folder, stdio: "pipe" },
  );
}
