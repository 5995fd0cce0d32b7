import { anthropic } from "./clients/anthropic.ts";
import { chat } from "./clients/chat.ts";
import { gemini } from "./clients/gemini.ts";
import { responses } from "./clients/responses.ts";
import type { Answer, Client, Turn } from "./clients/client.ts";

export const CLIENTS: readonly Client[] = [anthropic, responses, chat, gemini];

/** Sends a request and reads its whole answer. */
export async function ask(
  client: Client,
  url: string,
  turns: readonly Turn[],
  stream: boolean,
): Promise<Answer> {
  const response = await post(client, url, turns, stream);
  const text = await response.text();
  if (!stream) return client.read([JSON.parse(text)]);
  const data = text.split("\n").filter((line) => line.startsWith("data: {"));
  return client.read(data.map((line) => JSON.parse(line.slice("data: ".length))));
}

export function post(
  client: Client,
  url: string,
  turns: readonly Turn[],
  stream: boolean,
  signal?: AbortSignal,
): Promise<Response> {
  const { path, body } = client.request(turns, stream);
  return fetch(url + path, { method: "POST", body: JSON.stringify(body), signal: signal ?? null });
}
