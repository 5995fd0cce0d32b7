import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { link, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

/** Numbers that one worktree has for itself: those from `port` on, as many as `step`. */
export interface Ports {
  readonly port: number;
  /** `port` less the number that the plan begins with. */
  readonly portOffset: number;
}

/** Whose a number is: its file says so. */
export interface Taken {
  readonly port: number;
  readonly step: number;
  readonly worktree: string;
}

const MOST_PORT = 65_535;

export const portsFolder = (root: string): string => join(root, "@ports");

/**
 * Gives a worktree numbers that no other worktree on this machine has, and on the first of which nothing listens now.
 * The same ones when asked again. Those of worktrees that are gone are given anew.
 * @throws Error with a text for a person where none is left
 */
export async function takePorts(
  root: string,
  worktree: string,
  { from, step }: { readonly from: number; readonly step: number },
): Promise<Ports> {
  const folder = portsFolder(root);
  await mkdir(folder, { recursive: true });
  const own = (await takenIn(folder)).find((each) => each.worktree === worktree);
  if (own && own.step === step && own.port >= from && (own.port - from) % step === 0)
    return { port: own.port, portOffset: own.port - from };
  if (own) await freePorts(root, worktree);
  for (let port = from; port <= MOST_PORT; port += step) {
    const wanted: Taken = { port, step, worktree };
    if ((await inTheWayOf(folder, wanted)) || (await listens(port))) continue;
    if (await claim(folder, wanted)) return { port, portOffset: port - from };
  }
  throw new Error(
    `no port is free from ${from} on in steps of ${step}; ${folder} says which worktrees have them, and \`pawl gc\` frees those of runs that have ended`,
  );
}

/** Gives back what a worktree has. */
export async function freePorts(root: string, worktree: string): Promise<number[]> {
  const folder = portsFolder(root);
  const own = (await takenIn(folder)).filter((each) => each.worktree === worktree);
  for (const { port } of own) await rm(join(folder, String(port)), { force: true });
  return own.map(({ port }) => port);
}

/** All numbers that are taken, whether or not their worktrees are still there. */
export async function takenIn(folder: string): Promise<Taken[]> {
  const names = (await readdir(folder).catch(() => [] as string[])).filter((name) =>
    /^\d+$/.test(name),
  );
  const found = await Promise.all(names.map((name) => readTaken(join(folder, name))));
  return found.filter((each) => each !== undefined);
}

async function readTaken(file: string): Promise<Taken | undefined> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Taken;
  } catch {
    return undefined;
  }
}

async function inTheWayOf(folder: string, wanted: Taken): Promise<boolean> {
  const others = (await takenIn(folder)).filter(
    (each) =>
      each.worktree !== wanted.worktree &&
      each.port < wanted.port + wanted.step &&
      wanted.port < each.port + each.step,
  );
  return others.some((each) => existsSync(each.worktree));
}

/** Two that want overlapping numbers at once see each other's file, and both go on to the next. */
async function claim(folder: string, wanted: Taken): Promise<boolean> {
  const file = join(folder, String(wanted.port));
  await dropStale(file);
  const whole = join(folder, `.${randomUUID()}`);
  try {
    await writeFile(whole, JSON.stringify(wanted));
    await link(whole, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await rm(whole, { force: true });
  }
  if (!(await inTheWayOf(folder, wanted))) return true;
  await rm(file, { force: true });
  return false;
}

/** Somebody else may have taken the number anew since it was looked at: theirs is put back. */
async function dropStale(file: string): Promise<void> {
  const isStale = (taken: Taken | undefined): boolean => !taken || !existsSync(taken.worktree);
  if (!existsSync(file) || !isStale(await readTaken(file))) return;
  const aside = join(dirname(file), `.${randomUUID()}`);
  try {
    await rename(file, aside);
    if (!isStale(await readTaken(aside))) await link(aside, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(true));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      server.close(() => resolve(false)),
    );
  });
