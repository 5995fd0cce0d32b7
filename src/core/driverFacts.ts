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
  /** The permissions that it holds itself to. */
  readonly permissions: readonly Permissions[];
}

export const DRIVER_FACTS: Readonly<Record<DriverName, DriverFacts>> = {
  claude: {
    program: "claude",
    home: [".claude", ".claude.json"],
    cost: true,
    permissions: PERMISSIONS,
  },
  codex: { program: "codex", home: [".codex"], cost: false, permissions: PERMISSIONS },
  gemini: { program: "gemini", home: [".gemini"], cost: false, permissions: PERMISSIONS },
  opencode: {
    program: "opencode",
    home: [".config/opencode", ".local/share/opencode", ".local/state/opencode", ".cache/opencode"],
    cost: true,
    permissions: PERMISSIONS,
  },
  copilot: { program: "copilot", home: [".copilot"], cost: false, permissions: PERMISSIONS },
  qwen: { program: "qwen", home: [".qwen"], cost: false, permissions: ["read-only", "full"] },
  pi: { program: "pi", home: [".pi"], cost: true, permissions: ["read-only", "full"] },
  acp: { cost: "unknown", permissions: PERMISSIONS },
  command: { cost: false, permissions: ["full"] },
  scripted: { cost: true, permissions: PERMISSIONS },
};
