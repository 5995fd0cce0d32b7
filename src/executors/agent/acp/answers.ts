import { writeFile } from "node:fs/promises";
import type {
  RequestPermissionRequest,
  RequestPermissionResponse,
  WriteTextFileRequest,
} from "@agentclientprotocol/sdk";
import type { AgentEvent } from "../../../core/agentEvent.ts";
import { nameOf } from "./calls.ts";
import type { Calls } from "./calls.ts";
import { answerOf, refusalOf } from "./permission.ts";
import type { Allowance } from "./permission.ts";

/** Answers what an agent asks while it works: nobody is there, so what it may do was settled before. */
export class Answers {
  /** Set when it is asked to stop: from then on nothing is allowed. */
  stopping = false;
  readonly #allowance: Allowance;
  readonly #calls: Calls;
  readonly #emit: (event: AgentEvent) => void;

  constructor(allowance: Allowance, calls: Calls, emit: (event: AgentEvent) => void) {
    this.#allowance = allowance;
    this.#calls = calls;
    this.#emit = emit;
  }

  permit({ toolCall, options }: RequestPermissionRequest): RequestPermissionResponse {
    if (this.stopping) return { outcome: { outcome: "cancelled" } };
    const call = this.#calls.update(toolCall, true);
    const refusal = refusalOf(call, this.#allowance);
    if (refusal !== undefined) this.#deny(nameOf(call), call.title ?? nameOf(call), refusal);
    return answerOf(options, refusal === undefined);
  }

  /** It is not offered, yet some agents ask for it. */
  async write({ path, content }: WriteTextFileRequest): Promise<void> {
    const call = { toolCallId: "", kind: "edit" as const, locations: [{ path }] };
    const refusal = refusalOf(call, this.#allowance);
    if (refusal === undefined) {
      await writeFile(path, content);
      return;
    }
    this.#deny("write", `writing ${path}`, refusal);
    throw new Error(refusal);
  }

  #deny(tool: string, what: string, refusal: string): void {
    this.#emit({ type: "denied", tool, text: `${what} was denied: ${refusal}` });
  }
}
