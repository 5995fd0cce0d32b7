import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startModelServer } from "../../modelServer/server.mjs";
import type { ModelServer } from "../../modelServer/server.mjs";
import { ask, CLIENTS, post } from "./ask.ts";
import type { Turn } from "./clients/client.ts";

const say = { say: "All is done." };
let server: ModelServer;

beforeAll(async () => {
  server = await startModelServer({
    scenarios: {
      work: () => [{ shell: "echo hello" }, { shell: "echo again" }, say],
      limited: () => [{ fault: 429, retryAfter: 7 }, { fault: 500, times: 2 }, say],
      refused: () => [{ shell: "true" }, { fault: 401, times: Number.POSITIVE_INFINITY }, say],
      cut: () => [{ fault: "cut" }, say],
      overloaded: () => [{ fault: "overloaded" }, say],
      stall: () => [{ fault: "stall" }, say],
      hang: () => [{ fault: "hang" }, say],
      closed: () => [{ fault: 529, hold: true }, say],
      held: () => [{ ...say, hold: true }],
      reading: () => [{ read: "notes.txt" }, say],
      tools: () => [{ tool: "submit_artifact", args: { name: "x" } }],
    },
  });
});
afterAll(() => server.close());

let keys = 0;
const newKey = (): string => `key-${++keys}`;

describe.each(CLIENTS)("$name", (client) => {
  test.each([true, false])("plays a scenario turn by turn (stream: %s)", async (stream) => {
    const key = newKey();
    const url = server.url("work", key);
    const turns: Turn[] = [];
    for (const command of ["echo hello", "echo again"]) {
      const answer = await ask(client, url, turns, stream);
      expect(answer).toMatchObject({ text: "", args: { command } });
      turns.push({ called: answer.call! });
    }
    expect(await ask(client, url, turns, stream)).toMatchObject({ text: say.say });
    expect(server.served(key).map((each) => [each.position, each.state])).toEqual([
      [0, "answered"],
      [1, "answered"],
      [2, "answered"],
    ]);
  });

  test("what an answer says was used is what was served, and grows with what is sent", async () => {
    const key = newKey();
    const url = server.url("work", key);
    const first = await ask(client, url, [], true);
    const second = await ask(client, url, [{ called: "x" }, { said: "y".repeat(400) }], true);
    expect(second.input).toBeGreaterThan(first.input + 100);
    expect(server.totals(key)).toMatchObject({
      requests: 2,
      input: first.input + second.input,
      output: first.output + second.output,
    });
    const { cached } = server.served(key)[1]!.usage;
    expect(cached).toBeGreaterThan(0);
    expect(cached).toBeLessThan(second.input);
  });

  test("a cut connection breaks off in the middle of the answer, and counts as nothing served", async () => {
    const key = newKey();
    const url = server.url("cut", key);
    const response = await post(client, url, [], true);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
    expect(server.totals(key).requests).toBe(0);
    expect(await ask(client, url, [], true)).toMatchObject({ text: say.say });
  });

  test("a stalled answer begins, and nothing more comes", async () => {
    const key = newKey();
    const give = new AbortController();
    const response = await post(client, server.url("stall", key), [], true, give.signal);
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    expect(new TextDecoder().decode(value)).toContain("data: ");
    expect(server.served(key)).toMatchObject([{ state: "failed" }]);
    give.abort();
  });
});

const [anthropic] = CLIENTS;

test("statuses come as often as the scenario says, with the time to wait, then the answer", async () => {
  const key = newKey();
  const url = server.url("limited", key);
  const first = await post(anthropic!, url, [], true);
  expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
  expect(await first.json()).toEqual({
    type: "error",
    error: {
      type: "rate_limit_error",
      message: "Too many requests. Please try again in 7s.",
    },
  });
  for (const _ of [2, 3]) expect((await post(anthropic!, url, [], true)).status).toBe(500);
  expect(await ask(anthropic!, url, [], true)).toMatchObject({ text: say.say });
});

test("what goes wrong before a later turn leaves the earlier ones alone", async () => {
  const url = server.url("refused", newKey());
  expect((await post(anthropic!, url, [], true)).status).toBe(200);
  for (const _ of [1, 2, 3]) {
    expect((await post(anthropic!, url, [{ called: "Bash" }], true)).status).toBe(401);
  }
});

test("overloaded is said in the middle of a stream", async () => {
  const response = await post(anthropic!, server.url("overloaded", newKey()), [], true);
  const text = await response.text();
  expect(text).toContain("content_block_delta");
  expect(text).toContain('"type":"overloaded_error"');
  expect(text).not.toContain("message_stop");
});

test("a hanging model takes the request and answers nothing", async () => {
  const key = newKey();
  const give = new AbortController();
  const response = post(anthropic!, server.url("hang", key), [], true, give.signal);
  await server.until(key, (served) => served.length === 1);
  give.abort();
  await expect(response).rejects.toThrow("aborted");
});

test("a held turn is given once it is released; if its client goes before, nothing was served", async () => {
  const key = newKey();
  const url = server.url("held", key);
  const give = new AbortController();
  const left = post(anthropic!, url, [], true, give.signal);
  await server.until(key, (served) => served.length === 1);
  give.abort();
  await expect(left).rejects.toThrow("aborted");
  await server.until(key, ([first]) => first!.state === "broken");

  const waited = ask(anthropic!, url, [], true);
  await server.until(key, (served) => served.length === 2);
  expect(server.served(key)[1]!.state).toBe("asked");
  server.release(key);
  expect(await waited).toMatchObject({ text: say.say });
  expect(server.totals(key).requests).toBe(1);
});

test("a fault that is held comes again and again until it is released", async () => {
  const key = newKey();
  const url = server.url("closed", key);
  for (const _ of [1, 2, 3, 4]) expect((await post(anthropic!, url, [], true)).status).toBe(529);
  server.release(key);
  expect(await ask(anthropic!, url, [], true)).toMatchObject({ text: say.say });
});

test("conversations of one scenario under different keys know nothing of each other", async () => {
  const all = Array.from({ length: 20 }, newKey);
  await Promise.all(all.map((key) => post(anthropic!, server.url("limited", key), [], true)));
  for (const key of all) expect(server.served(key)).toMatchObject([{ key, state: "failed" }]);
});

test("a question without tools is answered beside the scenario, by its schema if it has one", async () => {
  const key = newKey();
  const body = {
    model: "m",
    messages: [{ role: "user", content: "A title, please." }],
    output_config: {
      format: {
        schema: {
          type: "object",
          required: ["title", "new"],
          properties: { title: { type: "string" }, new: { type: "boolean" } },
        },
      },
    },
  };
  const response = await fetch(`${server.url("work", key)}/v1/messages`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as { content: { text: string }[] };
  expect(JSON.parse(answer.content[0]!.text)).toEqual({ title: "x", new: false });
  expect(server.served(key)).toMatchObject([{ side: true, position: 0 }]);
});

test("asked again when all is done, it says again what it said last", async () => {
  const url = server.url("work", newKey());
  const turns = [{ called: "Bash" }, { called: "Bash" }, { said: say.say }];
  expect(await ask(anthropic!, url, turns, true)).toMatchObject({ text: say.say });
});

test("a client without a tool for reading is asked to read in its shell", async () => {
  const answer = await ask(anthropic!, server.url("reading", newKey()), [], true);
  expect(answer.args).toEqual({ command: "cat 'notes.txt'" });
});

test("a client with a tool for reading is given the whole path of the file", async () => {
  const schema = { type: "object", properties: { file_path: { type: "string" } } };
  const response = await fetch(`${server.url("reading", newKey())}/v1/messages`, {
    method: "POST",
    body: JSON.stringify({
      model: "m",
      system: "Working directory: /somewhere",
      tools: [{ name: "Read", input_schema: schema }],
      messages: [{ role: "user", content: "Read the notes." }],
    }),
  });
  const answer = (await response.json()) as { content: unknown[] };
  expect(answer.content).toMatchObject([
    { name: "Read", input: { file_path: "/somewhere/notes.txt" } },
  ]);
});

test("a tool that the client does not offer is said to be missing", async () => {
  const answer = await ask(anthropic!, server.url("tools", newKey()), [], true);
  expect(answer.text).toBe(
    'I have no tool for {"tool":"submit_artifact","args":{"name":"x"}} among: Bash',
  );
});

test("what was served can be asked for over HTTP, and holds let go", async () => {
  const key = newKey();
  await ask(anthropic!, server.url("work", key), [], true);
  const served = await (await fetch(server.url("_served", key))).json();
  expect(served).toEqual({ requests: server.served(key), totals: server.totals(key) });
  const released = await (await fetch(server.url("_release", key), { method: "POST" })).json();
  expect(released).toEqual({ released: key });
});

test("an unknown scenario and an unknown path are told", async () => {
  const scenario = await post(anthropic!, server.url("nothing", "k"), [], true);
  expect([scenario.status, await scenario.json()]).toEqual([
    404,
    { error: { message: 'there is no scenario "nothing"' } },
  ]);
  const path = await fetch(`${server.url("work", "k")}/v1/else`);
  expect([path.status, await path.json()]).toEqual([
    404,
    { error: { message: "nothing is served at /work/k/v1/else" } },
  ]);
});
