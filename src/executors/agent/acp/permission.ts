import { relative, resolve } from "node:path";
import type {
  PermissionOption,
  RequestPermissionResponse,
  ToolCallUpdate,
} from "@agentclientprotocol/sdk";
import type { Permissions } from "../../../core/agent.ts";

/** What an agent may do, and where. */
export interface Allowance {
  readonly permissions: Permissions;
  /** Absolute path. */
  readonly cwd: string;
  /** Name of the server of the attempt's tools, which may always be used. */
  readonly tools?: string;
}

/** Why a tool may not be used; undefined where it may. */
export function refusalOf(call: ToolCallUpdate, allowance: Allowance): string | undefined {
  const { permissions, cwd, tools } = allowance;
  if (permissions === "full" || (tools !== undefined && isOf(tools, call))) return undefined;
  if (permissions === "read-only")
    return READING.has(call.kind ?? "") ? undefined : "it may only read";
  const outside = CHANGING.has(call.kind ?? "")
    ? pathsOf(call).find((path) => !isInside(path, cwd))
    : undefined;
  return outside === undefined ? undefined : `${outside} is outside the working folder`;
}

const READING: ReadonlySet<string> = new Set(["read", "search", "think", "fetch"]);
const CHANGING: ReadonlySet<string> = new Set(["edit", "delete", "move"]);

/** Agents name a server's tool in their own ways: `mcp__pawl__report`, `report (pawl MCP Server)`, `pawl_report`. */
function isOf(server: string, { title, name, kind }: ToolCallUpdate): boolean {
  if (kind && kind !== "other") return false;
  const words = `${name ?? ""} ${title ?? ""}`.toLowerCase().split(/[^a-z0-9]+/);
  return words.includes(server.toLowerCase());
}

const pathsOf = ({ locations, content }: ToolCallUpdate): string[] => [
  ...(locations ?? []).map(({ path }) => path),
  ...(content ?? []).flatMap((each) => (each.type === "diff" ? [each.path] : [])),
];

/** Whether a path, taken from the folder, lies within it. */
function isInside(path: string, folder: string): boolean {
  const [first] = relative(folder, resolve(folder, path)).split("/");
  return first !== ".." && first !== "";
}

/** Chooses among an agent's options by their kind: their ids and texts differ from agent to agent. */
export function answerOf(
  options: readonly PermissionOption[],
  allow: boolean,
): RequestPermissionResponse {
  const kinds = allow ? ["allow_once", "allow_always"] : ["reject_once", "reject_always"];
  const [chosen] = kinds.flatMap((kind) => options.filter((each) => each.kind === kind));
  return chosen
    ? { outcome: { outcome: "selected", optionId: chosen.optionId } }
    : { outcome: { outcome: "cancelled" } };
}
