import { PERMISSIONS } from "./agent.ts";
import type { DriverName, Permissions } from "./agent.ts";

/** What a plan must know of a driver before anything is started. Its capabilities say the same, and tests hold them together. */
export interface DriverFacts {
  /** What is looked for on PATH; none where the plan or Pawl itself says what to start. */
  readonly program?: string;
  /** Whether it tells what an attempt cost; `unknown` where only the run will show. */
  readonly cost: boolean | "unknown";
  /** Where in a user's home it keeps its configuration and its sessions: what a sandbox must let it write. */
  readonly home?: readonly string[];
  /** Whether it takes the attempt's tools, over MCP, and tells how many tokens it has used up. */
  readonly mcp: boolean;
  readonly tokens: boolean;
  /** The permissions that it holds itself to. */
  readonly permissions: readonly Permissions[];
}

export const DRIVER_FACTS: Readonly<Record<DriverName, DriverFacts>> = {
  claude: {
    mcp: true,
    tokens: true,
    program: "claude",
    home: [".claude", ".claude.json"],
    cost: true,
    permissions: PERMISSIONS,
  },
  codex: {
    mcp: true,
    tokens: true,
    program: "codex",
    home: [".codex"],
    cost: false,
    permissions: PERMISSIONS,
  },
  gemini: {
    mcp: true,
    tokens: true,
    program: "gemini",
    home: [".gemini"],
    cost: false,
    permissions: PERMISSIONS,
  },
  opencode: {
    mcp: true,
    tokens: true,
    program: "opencode",
    home: [".config/opencode", ".local/share/opencode", ".local/state/opencode", ".cache/opencode"],
    cost: true,
    permissions: PERMISSIONS,
  },
  copilot: {
    mcp: true,
    tokens: true,
    program: "copilot",
    home: [".copilot"],
    cost: false,
    permissions: PERMISSIONS,
  },
  qwen: {
    mcp: false,
    tokens: true,
    program: "qwen",
    home: [".qwen"],
    cost: false,
    permissions: ["read-only", "full"],
  },
  pi: {
    mcp: false,
    tokens: true,
    program: "pi",
    home: [".pi"],
    cost: true,
    permissions: ["read-only", "full"],
  },
  acp: { mcp: true, tokens: true, cost: "unknown", permissions: PERMISSIONS },
  command: { mcp: false, tokens: false, cost: false, permissions: ["full"] },
  scripted: { mcp: true, tokens: true, cost: true, permissions: PERMISSIONS },
};
