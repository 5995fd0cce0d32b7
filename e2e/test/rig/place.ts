import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Event } from "../../../src/core/events.ts";
import type { AgentAccount } from "../../../src/core/result.ts";
import { Workspace } from "../../../test/cli/rig.ts";
import { KEY_VARIABLES } from "../../agents.mjs";
import { BIN } from "../../byHand.mjs";
import { DUMMY_KEY } from "../../dummyKey.mjs";

type Ended = Extract<Event, { type: `attempt-${"succeeded" | "failed" | "cancelled"}` }>;

/** A repository of its own, in which a person with a home and keys of their own uses Pawl and agents. */
export class Place extends Workspace {
  readonly home = mkdtempSync(join(tmpdir(), "pawl-home-"));

  constructor() {
    super();
    this.env["HOME"] = this.home;
    // Codex puts no programs of its own below the folder for temporary files, and without them it cannot use a
    // bubblewrap that is installed here.
    this.env["TMPDIR"] = join(this.home, "tmp");
    mkdirSync(this.env["TMPDIR"]);
    this.env["PATH"] = `${BIN}${delimiter}${process.env["PATH"]}`;
    for (const name of Object.values(KEY_VARIABLES)) this.env[name] = DUMMY_KEY;
    this.write("README.md", "A repository to work in.\n");
    this.#git("init", "-q");
    this.#git("add", ".");
    this.#git("commit", "-qm", "The beginning");
  }

  #git(...args: string[]): string {
    const who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"];
    return execFileSync("git", [...who, ...args], { cwd: this.dir, encoding: "utf8" });
  }

  /** Files that are not as they were committed, but for Pawl's own. */
  changed(): string[] {
    const lines = this.#git("status", "--porcelain", "--untracked-files=all").split("\n");
    const names = lines.filter(Boolean).map((line) => line.slice(3));
    return names.filter((name) => name !== "plan.yaml" && !name.startsWith(".pawl/"));
  }

  plan(agents: object, phases: readonly object[], rest: object = {}): void {
    const plan = { pawl: 1, name: "trial", agents, phases, ...rest };
    this.write("plan.yaml", JSON.stringify(plan, null, 2));
  }

  /** How its attempts ended, in the order in which they did. */
  ended(task?: string): Ended[] {
    const events = this.events().map(({ event }) => event);
    return events.filter(
      (event): event is Ended =>
        (event.type === "attempt-succeeded" ||
          event.type === "attempt-failed" ||
          event.type === "attempt-cancelled") &&
        (task === undefined || event.task === task),
    );
  }

  accounts(task?: string): (AgentAccount | undefined)[] {
    return this.ended(task).map(({ account }) => account);
  }

  /** Every file that Pawl has written, with its text. */
  written(): { path: string; text: string }[] {
    const root = join(this.dir, ".pawl");
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((each) => each.isFile())
      .map((each) => join(each.parentPath, each.name))
      .map((path) => ({ path, text: readFileSync(path, "latin1") }));
  }

  override remove(): void {
    super.remove();
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** A place for as long as `use` takes. */
export async function inPlace<T>(use: (place: Place) => Promise<T>): Promise<T> {
  const place = new Place();
  try {
    return await use(place);
  } finally {
    place.remove();
  }
}
