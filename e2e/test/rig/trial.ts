import { afterAll, beforeAll } from "vitest";
import { agentFor } from "../../agents.mjs";
import type { Cli } from "../../byHand.mjs";
import { startModelServer } from "../../modelServer/server.mjs";
import type { ModelServer } from "../../modelServer/server.mjs";
import type { Place } from "./place.ts";

/** The model server of a file of tests, from its first test to its last. */
export function modelServer(): () => ModelServer {
  let server: ModelServer;
  beforeAll(async () => {
    server = await startModelServer();
  });
  afterAll(() => server.close());
  return () => server;
}

export const PROMPT = "Write hello.txt, run its test, then say how it went.";

/** A plan of one task `work`, which an agent carries out that plays a scenario. */
export function plan(
  place: Place,
  cli: Cli,
  url: string,
  { agent = {}, ...task }: { readonly agent?: object } & Record<string, unknown> = {},
): void {
  const agents = { worker: { ...agentFor(cli, url), ...agent } };
  place.plan(agents, [{ id: "work", agent: "worker", prompt: PROMPT, retry: 1, ...task }]);
}

/**
 * How attempts ended, but for those that used up no try: Gemini keeps no session in which nothing was answered, and to
 * go on with one is tried in vain.
 */
export const tries = (cli: Cli, ended: readonly string[]): readonly string[] =>
  ended.filter((each) => cli !== "gemini" || each !== "lost");
