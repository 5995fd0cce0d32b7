import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, isAbsolute, relative, resolve } from "node:path";
import type { StepValues } from "../../../core/script.ts";
import { Stop, tell } from "./actor.ts";
import type { Actor } from "./actor.ts";

/** Whether it may use a tool; if not, that is told, and the script goes on, as agents do. */
export function allowed(actor: Actor, tool: string, input: string, file?: string): boolean {
  const { permissions } = actor.start;
  if (permissions === "full") return true;
  if (permissions === "edit" && (file === undefined || isInside(file))) return true;
  const why = permissions === "edit" ? "it is outside the working folder" : "it may only read";
  tell({ type: "denied", tool, text: `${tool} ${input} was denied: ${why}` });
  return false;
}

function isInside(file: string): boolean {
  const path = relative(process.cwd(), resolve(file));
  return path !== "" && path.split("/")[0] !== ".." && !isAbsolute(path);
}

export async function write(actor: Actor, { file, text }: StepValues["write"]): Promise<void> {
  if (!allowed(actor, "write", file, file)) return;
  await actor.use("write", file, () => {
    const change = existsSync(file) ? "update" : "add";
    mkdirSync(dirname(resolve(file)), { recursive: true });
    writeFileSync(file, text);
    tell({ type: "file-change", path: file, change });
    return { ok: true, text: `wrote ${Buffer.byteLength(text)} bytes` };
  });
}

export async function edit(actor: Actor, value: StepValues["edit"]): Promise<void> {
  const { file, find, replace } = value;
  if (!allowed(actor, "edit", file, file)) return;
  await actor.use("edit", file, () => {
    const text = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    if (text === undefined) throw new Stop("transient", `there is no file ${file} to edit`);
    if (!text.includes(find))
      throw new Stop("transient", `${file} does not hold ${JSON.stringify(find)}`);
    writeFileSync(
      file,
      text.replace(find, () => replace),
    );
    tell({ type: "file-change", path: file, change: "update" });
    return { ok: true, text: "replaced" };
  });
}

export async function remove(actor: Actor, file: StepValues["delete"]): Promise<void> {
  if (!allowed(actor, "delete", file, file)) return;
  await actor.use("delete", file, () => {
    if (!existsSync(file)) throw new Stop("transient", `there is no file ${file} to delete`);
    rmSync(file, { recursive: true });
    tell({ type: "file-change", path: file, change: "delete" });
    return { ok: true, text: "deleted" };
  });
}
