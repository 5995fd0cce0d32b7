import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAWL, Started, until } from "../cli/rig.ts";
import type { Ended } from "../cli/rig.ts";

const run = (program: string, ...args: string[]): string =>
  execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Whether this process may make machines out of namespaces. */
export function mayIsolate(): boolean {
  try {
    run("ip", "netns", "add", "pawl-probe");
    run("ip", "netns", "delete", "pawl-probe");
    run("unshare", "--uts", "--pid", "--fork", "--mount-proc", "true");
    return true;
  } catch {
    return false;
  }
}

/** A switch with an address of its own, and machines on it. Everything is taken away again by `remove`. */
export class Network {
  readonly #id = Math.random().toString(36).slice(2, 7);
  readonly #subnet = `10.${100 + Math.floor(Math.random() * 100)}.${Math.floor(Math.random() * 250)}`;
  readonly #machines: Machine[] = [];
  #count = 0;

  constructor() {
    run("ip", "link", "add", this.#bridge, "type", "bridge");
    run("ip", "address", "add", `${this.address}/24`, "dev", this.#bridge);
    run("ip", "link", "set", this.#bridge, "up");
  }

  /** Where a server is reached by all machines. */
  get address(): string {
    return `${this.#subnet}.1`;
  }

  get #bridge(): string {
    return `pawl${this.#id}`;
  }

  /** @param folder of a machine of that name that was there before */
  async machine(
    name: string,
    folder = mkdtempSync(join(tmpdir(), `pawl-${name}-`)),
  ): Promise<Machine> {
    const at = ++this.#count;
    const space = `pawl${this.#id}${at}`;
    const plug = `p${this.#id}${at}`;
    run("ip", "netns", "add", space);
    run("ip", "link", "add", plug, "type", "veth", "peer", "name", "eth0", "netns", space);
    run("ip", "link", "set", plug, "master", this.#bridge, "up");
    const inside = (...args: string[]): string => run("ip", "-n", space, ...args);
    inside("address", "add", `${this.#subnet}.${at + 1}/24`, "dev", "eth0");
    inside("link", "set", "eth0", "up");
    inside("link", "set", "lo", "up");
    const machine = new Machine(name, folder, space, plug);
    this.#machines.push(machine);
    await machine.boot();
    return machine;
  }

  async removeMachines(): Promise<void> {
    for (const each of this.#machines.splice(0)) await each.remove();
  }

  async remove(): Promise<void> {
    await this.removeMachines();
    run("ip", "link", "delete", this.#bridge);
  }
}

/** Namespaces for network, host name and processes: what is killed with the first process of it is all that ran there. */
export class Machine {
  readonly name: string;
  readonly folder: string;
  readonly env: Record<string, string>;
  readonly #space: string;
  readonly #plug: string;
  #first: ChildProcess | undefined;
  #pid = 0;

  constructor(name: string, folder: string, space: string, plug: string) {
    this.name = name;
    this.folder = folder;
    this.#space = space;
    this.#plug = plug;
    this.env = {
      PATH: process.env["PATH"]!,
      HOME: folder,
      LANG: "C.UTF-8",
      TMPDIR: tmpdir(),
      PAWL_WORKTREES: process.env["PAWL_WORKTREES"]!,
    };
  }

  async boot(): Promise<void> {
    const spaces = ["--uts", "--pid", "--fork", "--kill-child", "--mount-proc"];
    const script = `hostname ${this.name} && echo $$ && exec sleep infinity`;
    const args = ["netns", "exec", this.#space, "unshare", ...spaces, "sh", "-c", script];
    this.#first = spawn("ip", args, { stdio: ["ignore", "pipe", "ignore"] });
    await once(this.#first.stdout!, "data");
    // In its own count it is 1; here it is the child of the one that was started.
    const { pid } = this.#first;
    await until("the machine is there", () => childOf(pid!) !== undefined);
    this.#pid = childOf(pid!)!;
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  start(...args: string[]): Started {
    const enter = [
      "-t",
      String(this.#pid),
      "--net",
      "--uts",
      "--pid",
      "--mount",
      `--wd=${this.folder}`,
    ];
    const command = [process.execPath, PAWL, ...args];
    return new Started(
      spawn("nsenter", [...enter, ...command], {
        env: this.env,
        stdio: ["ignore", "pipe", "pipe"],
      }),
    );
  }

  pawl(...args: string[]): Promise<Ended> {
    return this.start(...args).ended;
  }

  /** The cable is pulled; the machine itself goes on. */
  unplug(): void {
    run("ip", "link", "set", this.#plug, "down");
  }

  plug(): void {
    run("ip", "link", "set", this.#plug, "up");
  }

  /** The power goes: every process of it is killed. */
  async kill(): Promise<void> {
    const first = this.#first;
    this.#first = undefined;
    if (!first) return;
    const ended = once(first, "exit");
    process.kill(this.#pid, "SIGKILL");
    await ended;
  }

  async remove(): Promise<void> {
    await this.kill();
    run("ip", "netns", "delete", this.#space);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** `ip netns exec` and `unshare` become each other; what they started is their child. */
function childOf(pid: number): number | undefined {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return text === "" ? undefined : Number(text.split(" ")[0]);
}
