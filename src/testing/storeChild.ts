import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import type { Answer, Command } from "./storeWorker.ts";

/** A process that has opened the store under test and does there what it is told. */
export class StoreChild {
  readonly #process: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void }[] = [];
  #errors = "";
  /** Resolves when the store is open there. */
  readonly isReady: Promise<Answer>;
  /** The last sequence number that it said to be durable. */
  acknowledged = 0;

  constructor(program: string, module: string, argument: string) {
    this.#process = spawn(process.execPath, [program, module, argument], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    this.isReady = this.#answer();
    this.#process.stderr!.setEncoding("utf8").on("data", (text: string) => (this.#errors += text));
    this.#process.on("message", (answer: Answer) => {
      if (answer.type === "appended") this.acknowledged = answer.seq;
      else this.#waiting.shift()?.resolve(answer);
    });
    this.#exited = new Promise((resolve) => this.#process.once("close", () => resolve()));
    void this.#exited.then(() => this.#fail());
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Gives the answer; throws what the command threw there. */
  async ask(command: Command): Promise<Extract<Answer, { type: "done" }>> {
    const answer = this.#answer();
    this.#process.send(command);
    const got = await answer;
    if (got.type === "done") return got;
    throw new Error(got.type === "threw" ? got.text : `answered ${got.type}`);
  }

  /** Tells it to do something that has no end. */
  tell(command: Command): void {
    this.#process.send(command);
  }

  /** Ends it as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#exited;
  }

  #answer(): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) =>
      this.#waiting.push({ resolve, reject }),
    );
    // Whoever waits is told; a child that is killed while nobody asks is no failure.
    answer.catch(() => {});
    return answer;
  }

  #fail(): void {
    for (const each of this.#waiting.splice(0))
      each.reject(new Error(`the process of the store contract ended: ${this.#errors}`));
  }
}
