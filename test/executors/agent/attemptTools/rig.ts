import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { onTestFinished } from "vitest";
import type { ArtifactSpec } from "../../../../src/core/artifact.ts";
import type { AgentOrder } from "../../../../src/executors/port.ts";

export const PROGRAM = fileURLToPath(
  new URL("../../../../dist/executors/agent/attemptTools/main.js", import.meta.url),
);

export const PLAN: ArtifactSpec = {
  name: "plan",
  schema: {
    type: "object",
    properties: { steps: { type: "array", items: { type: "string" } } },
    required: ["steps"],
    additionalProperties: false,
  },
  maxBytes: 8192,
};

export const NOTES: ArtifactSpec = { name: "notes", schema: true, maxBytes: 8192 };

export const ORDER: AgentOrder = {
  run: "r1",
  phase: "p",
  task: "t",
  attempt: 1,
  agent: { id: "a", use: "scripted", permissions: "edit", stallMs: 0, attemptTools: true },
  prompt: "Do it.",
  acceptance: [],
  needs: [{ name: "brief", sha256: "0".repeat(64), bytes: 20, value: { goals: ["one", "two"] } }],
  produces: [PLAN, NOTES],
  answers: [],
};

/** The folder of an attempt, with its order in it. */
export function attemptFolder(order: unknown = ORDER): string {
  const folder = join(mkdtempSync(join(tmpdir(), "pawl-tools-")), "attempt with a space");
  mkdirSync(folder);
  onTestFinished(() => rmSync(join(folder, ".."), { recursive: true, force: true }));
  if (order !== undefined)
    writeFileSync(
      join(folder, "order.json"),
      typeof order === "string" ? order : JSON.stringify(order),
    );
  return folder;
}

export interface Tools {
  readonly client: Client;
  readonly pid: number;
  /** Calls a tool; `isError` is there where it was refused. */
  readonly call: (
    name: string,
    args?: Record<string, unknown>,
  ) => Promise<{ text: string; isError?: boolean }>;
}

/** A client of the tools' real process, which runs in another folder than the attempt's. */
export async function connect(folder: string): Promise<Tools> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [PROGRAM, folder],
    cwd: "/",
    env: {},
  });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return {
    client,
    pid: transport.pid!,
    call: async (name, args = {}) => {
      const { content, isError } = await client.callTool({ name, arguments: args });
      const [first] = content as { text: string }[];
      return { text: first!.text, ...(isError === true ? { isError } : {}) };
    },
  };
}
