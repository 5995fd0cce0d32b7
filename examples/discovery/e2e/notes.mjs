import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { serve } from "../src/server.mjs";

let server;
before(async () => void (server = await serve()));
after(() => void server.close());

test("what was added is listed", async () => {
  const url = `http://127.0.0.1:${server.address().port}/notes`;
  assert.equal((await fetch(url, { method: "POST", body: "buy milk" })).status, 201);
  assert.deepEqual(await (await fetch(url)).json(), [{ id: 1, text: "buy milk" }]);
});
