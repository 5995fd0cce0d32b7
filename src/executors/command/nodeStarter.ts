import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { AttemptOrder } from "../port.ts";
import { encodeFrame, runFields } from "./frames.ts";
import { parseAnswer, supervisorEnvironment } from "./starter.ts";
import type { Answer, Starter } from "./starter.ts";
import { packageRoot } from "../../packageRoot.ts";

/** Node runs no TypeScript: from the sources, too, supervisors are the built ones. */
const PROGRAM = fileURLToPath(new URL("dist/executors/command/supervisorMain.js", packageRoot));

/** Starts a supervisor in Node for each attempt: for machines without perl. */
export class NodeStarter implements Starter {
  readonly #children = new Set<ChildProcess>();

  run(order: AttemptOrder, answered: (answer: Answer) => void): () => void {
    const child = spawn(process.execPath, [PROGRAM], {
      cwd: "/",
      env: supervisorEnvironment(),
      detached: true,
      stdio: ["pipe", "pipe", "ignore"],
    });
    let text = "";
    const end = (answer: Answer): void => {
      if (!this.#children.delete(child)) return;
      letGo(child);
      answered(answer);
    };
    this.#children.add(child);
    child.stdin.on("error", () => {});
    child.stdin.end(encodeFrame(runFields("0", order)));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.endsWith("\n")) end(parseAnswer(text.slice(0, -1)));
    });
    child.once("error", () => end("gone"));
    child.once("exit", () => end("gone"));
    return () => child.kill("SIGTERM");
  }

  close(): void {
    for (const child of this.#children) letGo(child);
    this.#children.clear();
  }
}

function letGo(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.unref();
}
