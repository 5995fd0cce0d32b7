import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { thisProcess } from "../../processes/identity.ts";
import type { AttemptOrder } from "../port.ts";
import { encodeFrame, runFields } from "./frames.ts";
import { parseAnswer, supervisorEnvironment } from "./starter.ts";
import type { Answer, Starter } from "./starter.ts";
import { packageRoot } from "../../packageRoot.ts";

const PROGRAM = fileURLToPath(new URL("libexec/supervisor.pl", packageRoot));

/** An order whose helper dies is given to the next; if these all die, it is not by chance. */
const MOST_HELPERS = 3;

interface Outstanding {
  readonly order: AttemptOrder;
  readonly answered: (answer: Answer) => void;
  helpers: number;
  cancelled: boolean;
  /** Set when another starter has it. */
  cancel?: () => void;
}

export interface PerlStarterOptions {
  /** Makes the starter to use instead if this perl turns out not to run the helper at all. */
  readonly otherwise: () => Starter | undefined;
  /** The file beside the helper by which it is to reach the system; it chooses if none is given. */
  readonly system?: string;
}

type Helper = ChildProcessByStdio<Socket, Socket, null>;

/** Starts attempts by way of one helper, libexec/supervisor.pl, which forks the supervisors. */
export class PerlStarter implements Starter {
  readonly #perl: string;
  readonly #options: PerlStarterOptions;
  readonly #outstanding = new Map<string, Outstanding>();
  #instead: Starter | undefined;
  #helper: Helper | undefined;
  #lastId = 0;
  /** Helpers started since one was ready to take orders. */
  #unready = 0;

  constructor(perl: string, options: PerlStarterOptions) {
    this.#perl = perl;
    this.#options = options;
  }

  run(order: AttemptOrder, answered: (answer: Answer) => void): () => void {
    if (this.#instead) return this.#instead.run(order, answered);
    const id = String(++this.#lastId);
    const outstanding: Outstanding = { order, answered, helpers: 0, cancelled: false };
    this.#outstanding.set(id, outstanding);
    this.#send(id, outstanding);
    return () => {
      outstanding.cancelled = true;
      if (outstanding.cancel) outstanding.cancel();
      else if (this.#outstanding.has(id)) this.#write(["cancel", id]);
    };
  }

  prepare(): void {
    if (!this.#helper && !this.#instead) setRef(this.#startHelper(), false);
  }

  close(): void {
    const helper = this.#helper;
    this.#helper = undefined;
    this.#outstanding.clear();
    if (helper) letGo(helper);
    this.#instead?.close();
  }

  #send(id: string, outstanding: Outstanding): void {
    outstanding.helpers++;
    this.#write(runFields(id, outstanding.order));
    if (outstanding.cancelled) this.#write(["cancel", id]);
  }

  #write(fields: readonly string[]): void {
    const helper = this.#helper ?? this.#startHelper();
    const { stdin } = helper;
    setRef(helper, true);
    // What is written in one go is sent in one go.
    if (stdin.writableCorked === 0) {
      stdin.cork();
      process.nextTick(() => stdin.uncork());
    }
    stdin.write(encodeFrame(fields));
  }

  #startHelper(): Helper {
    const { host, boot } = thisProcess();
    const { system } = this.#options;
    this.#unready++;
    const helper = spawn(this.#perl, [PROGRAM, host, boot, ...(system ? [system] : [])], {
      cwd: "/",
      env: supervisorEnvironment(),
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    }) as Helper;
    this.#helper = helper;
    let text = "";
    helper.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = (text + chunk).split("\n");
      text = lines.pop()!;
      for (const line of lines) {
        if (line === "ready") this.#unready = 0;
        else this.#answer(line);
      }
      if (this.#outstanding.size === 0) setRef(helper, false);
    });
    // That it has died is told once, below.
    helper.stdin.on("error", () => {});
    helper.stdout.on("error", () => {});
    helper.once("error", () => this.#lost(helper, true));
    // Before it says "ready", only perl itself makes it exit; that somebody killed it means nothing.
    helper.once("exit", (code) => this.#lost(helper, code !== null && this.#unready > 0));
    return helper;
  }

  #answer(line: string): void {
    const space = line.indexOf(" ");
    const id = line.slice(0, space);
    const outstanding = this.#outstanding.get(id);
    if (!outstanding) return;
    this.#outstanding.delete(id);
    outstanding.answered(parseAnswer(line.slice(space + 1)));
  }

  /** Supervisors live on and hold their claims, so that giving their orders to another helper does no harm. */
  #lost(helper: Helper, isBroken: boolean): void {
    if (this.#helper !== helper) return;
    this.#helper = undefined;
    letGo(helper);
    const orders = [...this.#outstanding];
    if (isBroken || this.#unready >= MOST_HELPERS) {
      this.#replace(orders);
      return;
    }
    for (const [id, each] of orders) {
      if (each.helpers < MOST_HELPERS) this.#send(id, each);
      else this.#answer(`${id} gone`);
    }
  }

  #replace(orders: readonly [string, Outstanding][]): void {
    const instead = this.#options.otherwise();
    this.#instead = instead;
    for (const [id, each] of orders) {
      this.#outstanding.delete(id);
      if (!instead) {
        each.answered({ refused: `${this.#perl} cannot run ${PROGRAM}`, again: false });
        continue;
      }
      each.cancel = instead.run(each.order, each.answered);
      if (each.cancelled) each.cancel();
    }
  }
}

/** Whether Node has to stay for what the helper will say. */
function setRef(helper: Helper, needed: boolean): void {
  for (const each of [helper, helper.stdin, helper.stdout]) {
    if (needed) each.ref();
    else each.unref();
  }
}

function letGo(helper: Helper): void {
  helper.stdin.destroy();
  helper.stdout.destroy();
  helper.unref();
}
