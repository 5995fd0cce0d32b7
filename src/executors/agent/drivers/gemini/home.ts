import { mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Launch } from "../../driver.ts";
import { parseObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";

const SETTINGS = "settings.json";

/**
 * A home for Gemini within the attempt's folder: everything of the person's own is linked there, so that it stays
 * signed in and finds its sessions, but for the settings, which the caller writes. There is no other way to give it
 * some: the files that its variables name must belong to root. Returns the home and the path of the settings.
 */
export function makeHome(launch: Launch): { readonly home: string; readonly settings: string } {
  const home = join(launch.folder, "home");
  const [own, linked] = [ownFolder(launch), join(home, ".gemini")];
  mkdirSync(linked, { recursive: true });
  for (const name of namesIn(own)) if (name !== SETTINGS) link(join(own, name), join(linked, name));
  return { home, settings: join(linked, SETTINGS) };
}

/** What the person's own folder holds; nothing where it cannot be had: then Gemini starts as for somebody new. */
function namesIn(own: string): readonly string[] {
  try {
    // Gemini keeps its sessions in there: made now, so that there is something to link to.
    mkdirSync(join(own, "tmp"), { recursive: true });
    return readdirSync(own);
  } catch {
    return [];
  }
}

/** The person's settings; none where there are none, or none that can be read. */
export function ownSettings(launch: Launch): Json {
  try {
    return (
      parseObject(withoutComments(readFileSync(join(ownFolder(launch), SETTINGS), "utf8"))) ?? {}
    );
  } catch {
    return {};
  }
}

const ownFolder = ({ env }: Launch): string =>
  join(env["GEMINI_CLI_HOME"] || env["HOME"] || homedir(), ".gemini");

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** Gemini takes comments in its settings. What looks like one within a text is none. */
export const withoutComments = (text: string): string =>
  text.replace(
    /("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    (_all, quoted?: string) => quoted ?? "",
  );
