import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

export const hasTmux = spawnSync("tmux", ["-V"]).status === 0;

/** A real terminal of a given size, in which a shell runs; closed with its tmux server. */
export class Terminal {
  readonly #socket = `pawl-test-${process.pid}-${Math.random().toString(36).slice(2)}`;

  constructor(width: number, height: number, cwd: string, shell = "sh") {
    const env = { ...process.env, PS1: "$ ", TERM: "xterm-256color", HISTFILE: "" };
    for (const name of ["CI", "NO_COLOR", "TMUX", "FORCE_COLOR"]) Reflect.deleteProperty(env, name);
    const size = ["-x", String(width), "-y", String(height)];
    this.#tmux(["-f", "/dev/null", "new-session", "-d", ...size, "-c", cwd, shell], env);
  }

  #tmux(args: readonly string[], env = process.env): string {
    return execFileSync("tmux", ["-L", this.#socket, ...args], { encoding: "utf8", env });
  }

  type(text: string): void {
    this.#tmux(["send-keys", "-l", text]);
  }

  press(key: string): void {
    this.#tmux(["send-keys", key]);
  }

  resize(width: number, height: number): void {
    this.#tmux(["resize-window", "-x", String(width), "-y", String(height)]);
  }

  /** What a person sees, without the empty lines at the end. */
  lines(): string[] {
    return this.#tmux(["capture-pane", "-p"]).trimEnd().split("\n");
  }

  /** The title that programs in it may have set. */
  title(): string {
    return this.#tmux(["display-message", "-p", "#{pane_title}"]).trim();
  }

  isCursorShown(): boolean {
    return this.#tmux(["display-message", "-p", "#{cursor_flag}"]).trim() === "1";
  }

  /** Waits until the screen is so; a screen that never is so is shown in the error. */
  async until(isSo: (lines: readonly string[]) => boolean, withinMs = 15_000): Promise<string[]> {
    const end = Date.now() + withinMs;
    for (;;) {
      const lines = this.lines();
      if (isSo(lines)) return lines;
      if (Date.now() > end) throw new Error(`the screen stayed at:\n${lines.join("\n")}`);
      await sleep(50);
    }
  }

  close(): void {
    this.#tmux(["kill-server"]);
  }
}
