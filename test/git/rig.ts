import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach } from "vitest";

const folders: string[] = [];

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "pawl-gates-"));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A repository of a user's, whose configuration is not ours. */
export class Repo {
  readonly dir: string;

  /** @param made whether it is there already */
  constructor(dir = join(temporaryFolder(), "a repo ü"), made = false) {
    this.dir = dir;
    if (made) return;
    mkdirSync(dir, { recursive: true });
    this.git("init", "-q", "-b", "main");
  }

  /** A repository, or a worktree of one, that is there. */
  static at(dir: string): Repo {
    return Object.assign(Object.create(Repo.prototype) as Repo, {
      dir,
      path: (name: string) => join(dir, name),
    });
  }

  /** Another repository within this one. */
  nested(name: string): Repo {
    return new Repo(this.path(name));
  }

  git(...args: string[]): string {
    const env = {
      PATH: process.env["PATH"]!,
      HOME: dirname(this.dir),
      GIT_CONFIG_NOSYSTEM: "1",
    };
    const who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"];
    const config = [...who, "-c", "protocol.file.allow=always"];
    return execFileSync("git", [...config, ...args], {
      cwd: this.dir,
      env,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trimEnd();
  }

  path = (name: string): string => join(this.dir, name);

  write(files: Readonly<Record<string, string>>): this {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), text);
    }
    return this;
  }

  /** A file that can be run. */
  program(name: string, text: string): void {
    this.write({ [name]: text });
    chmodSync(this.path(name), 0o755);
  }

  commit(files: Readonly<Record<string, string>> = {}): string {
    this.write(files);
    this.git("add", "-A");
    this.git("commit", "-q", "--allow-empty", "-m", "step");
    return this.git("rev-parse", "HEAD");
  }

  /** Paths and texts of a commit or tree. */
  filesOf(tree: string): Record<string, string> {
    const names = this.git("ls-tree", "-r", "-z", "--name-only", tree).split("\0").filter(Boolean);
    return Object.fromEntries(
      names.map((name) => [name, this.git("cat-file", "-p", `${tree}:${name}`)]),
    );
  }

  /** Digests of all that is the user's: every file of the folder and of git's, save objects and our refs. */
  everything(): Record<string, string> {
    const found: Record<string, string> = {};
    const look = (folder: string): void => {
      for (const name of readdirSync(join(this.dir, folder))) {
        const path = join(folder, name);
        if (path === ".git/objects" || path === ".git/refs/pawl") continue;
        const status = lstatSync(join(this.dir, path));
        if (status.isDirectory()) look(path);
        else {
          const bytes = status.isSymbolicLink()
            ? readlinkSync(join(this.dir, path))
            : readFileSync(join(this.dir, path));
          const digest = createHash("sha256").update(bytes).digest("hex");
          found[path] = `${status.mode} ${status.mtimeMs} ${digest}`;
        }
      }
    };
    look("");
    return found;
  }
}
