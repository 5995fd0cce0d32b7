import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import type { JsonValue } from "../../../core/artifact.ts";
import type { ToolServer } from "../driver.ts";

interface Answer {
  readonly id?: number;
  readonly result?: { readonly [key: string]: unknown };
  readonly error?: { readonly message: string };
}

/** What a tool said. */
export interface ToolAnswer {
  readonly ok: boolean;
  readonly text: string;
}

const PROTOCOL = "2025-06-18";

/**
 * A client of one MCP server over stdio, of which it needs three methods: JSON-RPC, a message a line. The server is
 * started with the first call.
 */
export class ToolClient {
  readonly #server: ToolServer;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #child: ChildProcess | undefined;
  #last = 0;
  /** Why it can be called no more. */
  #ended: string | undefined;

  constructor(server: ToolServer) {
    this.#server = server;
  }

  /** Calls a tool. A server that is gone or refuses makes an answer that is not ok; it never rejects. */
  async call(tool: string, args: Readonly<Record<string, JsonValue>>): Promise<ToolAnswer> {
    if (!this.#child) await this.#start();
    const { result, error } = await this.#request("tools/call", { name: tool, arguments: args });
    if (!result) return { ok: false, text: error?.message ?? "the tool gave no answer" };
    const content = (result["content"] ?? []) as readonly { readonly text?: string }[];
    return {
      ok: result["isError"] !== true,
      text: content.map((each) => each.text ?? "").join("\n"),
    };
  }

  /** Ends the server, by the end of its input. */
  close(): void {
    this.#child?.stdin?.end();
    this.#child?.unref();
  }

  async #start(): Promise<void> {
    const { command, args } = this.#server;
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    child.stdin.on("error", () => {});
    child.once("error", (error) =>
      this.#gone(`the attempt's tools do not start: ${error.message}`),
    );
    child.once("close", () => this.#gone("the attempt's tools have ended"));
    createInterface({ input: child.stdout }).on("line", (line) => this.#answered(line));
    const clientInfo = { name: "pawl-scripted", version: "1" };
    await this.#request("initialize", { protocolVersion: PROTOCOL, capabilities: {}, clientInfo });
    this.#send({ method: "notifications/initialized" });
  }

  #request(method: string, params: Readonly<Record<string, unknown>>): Promise<Answer> {
    const id = ++this.#last;
    return new Promise((resolve) => {
      if (this.#ended !== undefined) resolve({ error: { message: this.#ended } });
      this.#waiting.set(id, resolve);
      this.#send({ id, method, params });
    });
  }

  #send(message: Readonly<Record<string, unknown>>): void {
    this.#child?.stdin?.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  }

  #answered(line: string): void {
    let answer: Answer;
    try {
      answer = JSON.parse(line) as Answer;
    } catch {
      return;
    }
    this.#settle(answer.id, answer);
  }

  #gone(why: string): void {
    const message = (this.#ended ??= why);
    for (const id of this.#waiting.keys()) this.#settle(id, { error: { message } });
  }

  #settle(id: number | undefined, answer: Answer): void {
    if (id === undefined) return;
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}
