import { PERMISSIONS } from "./agent.ts";
import type { DriverName, Permissions } from "./agent.ts";

/** What a plan must know of a driver before anything is started. Its capabilities say the same, and tests hold them together. */
export interface DriverFacts {
  /** What is looked for on PATH; none where the plan or Pawl itself says what to start. */
  readonly program?: string;
  /** Whether it tells what an attempt cost; `unknown` where only the run will show. */
  readonly cost: boolean | "unknown";
  /** The permissions that it holds itself to. */
  readonly permissions: readonly Permissions[];
}

export const DRIVER_FACTS: Readonly<Record<DriverName, DriverFacts>> = {
  claude: { program: "claude", cost: true, permissions: PERMISSIONS },
  codex: { program: "codex", cost: false, permissions: PERMISSIONS },
  gemini: { program: "gemini", cost: false, permissions: PERMISSIONS },
  opencode: { program: "opencode", cost: true, permissions: PERMISSIONS },
  copilot: { program: "copilot", cost: false, permissions: PERMISSIONS },
  qwen: { program: "qwen", cost: false, permissions: ["read-only", "full"] },
  pi: { program: "pi", cost: true, permissions: ["read-only", "full"] },
  acp: { cost: "unknown", permissions: PERMISSIONS },
  command: { cost: false, permissions: ["full"] },
  scripted: { cost: true, permissions: PERMISSIONS },
};
