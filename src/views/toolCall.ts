import { cutLine } from "./cutLine.ts";
import { oneLine } from "./safeText.ts";

/**
 * What an agent asks of a tool, on one line: `$ npm test`, `edit src/x.ts`, else the tool's name and its input.
 * @param input as the agent gave it: a JSON object, or plain text
 */
export function toolCallLine(tool: string, input: string): string {
  const given = valuesOf(input);
  const command = commandOf(tool, given, input);
  if (command !== undefined) return cutLine(`$ ${oneLine(unwrapped(command))}`);
  const verb = VERBS[plain(tool)];
  const path = first(given, PATH_KEYS);
  if (verb !== undefined && path !== undefined) return cutLine(`${verb} ${oneLine(path)}`);
  return cutLine([shortName(tool), given ? pairs(given) : oneLine(input)].join(" ").trim());
}

type Values = Readonly<Record<string, unknown>>;

const COMMAND_KEYS = ["command", "cmd", "script"];
const PATH_KEYS = ["file_path", "filePath", "path", "absolute_path", "notebook_path"];

/** Names under which agents have the same few tools, in small letters only. */
const VERBS: Readonly<Record<string, string>> = {
  edit: "edit",
  editfile: "edit",
  multiedit: "edit",
  notebookedit: "edit",
  strreplace: "edit",
  replace: "edit",
  applypatch: "edit",
  patch: "edit",
  write: "write",
  writefile: "write",
  create: "write",
  createfile: "write",
  read: "read",
  readfile: "read",
  view: "read",
};

const SHELLS = new Set([
  "bash",
  "run",
  "shell",
  "sh",
  "runshellcommand",
  "commandexecution",
  "execute",
]);

const plain = (tool: string): string => tool.toLowerCase().replace(/[^a-z]/g, "");

/** `mcp__pawl__report` is `report`: where a tool lives says little to who reads along. */
const shortName = (tool: string): string => oneLine(tool).replace(/^mcp__.*?__/, "");

function valuesOf(input: string): Values | undefined {
  if (!input.trimStart().startsWith("{")) return undefined;
  try {
    return JSON.parse(input) as Values;
  } catch {
    return undefined;
  }
}

function commandOf(tool: string, given: Values | undefined, input: string): string | undefined {
  const isShell = SHELLS.has(plain(tool));
  if (!given) return isShell ? input : undefined;
  const command = COMMAND_KEYS.map((key) => given[key]).find((each) => each !== undefined);
  if (Array.isArray(command)) return command.map(String).join(" ");
  return typeof command === "string" ? command : undefined;
}

function first(given: Values | undefined, keys: readonly string[]): string | undefined {
  const found = keys.map((key) => given?.[key]).find((each) => typeof each === "string");
  return typeof found === "string" ? found : undefined;
}

/** The shell text within `/bin/bash -lc '…'`, which some agents put around every command. */
function unwrapped(command: string): string {
  const inner = /^(?:\/\S*\/)?(?:ba|z|da)?sh -l?c ([^]+)$/.exec(command.trim())?.[1];
  if (inner === undefined) return command;
  if (/^'[^']*'$/.test(inner)) return inner.slice(1, -1);
  if (/^"(?:[^"\\]|\\[^])*"$/.test(inner)) return inner.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
  return inner;
}

const VALUE_LENGTH = 60;

function pairs(given: Values): string {
  const shown = Object.entries(given).map(([key, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `${oneLine(key)}=${cutLine(oneLine(text), VALUE_LENGTH)}`;
  });
  return shown.join(", ");
}
