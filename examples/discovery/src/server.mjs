import { createServer } from "node:http";
import { answer } from "./api.mjs";
import { Notes } from "./notes.mjs";

/** Serves notes over HTTP, on a port that is free unless one is given. */
export async function serve(port = 0) {
  const notes = new Notes();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const { status, body: value } = answer(notes, {
      method: request.method,
      path: request.url,
      body,
    });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(value));
  });
  await new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  return server;
}
