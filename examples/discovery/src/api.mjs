/** @import { Notes } from "./notes.mjs" */

/**
 * Answers a request: GET /notes lists all notes, POST /notes adds one.
 * @param {Notes} notes
 * @param {{ method: string, path: string, body?: string }} request
 * @returns {{ status: number, body: unknown }}
 */
export function answer(notes, { method, path, body = "" }) {
  const { pathname } = new URL(path, "http://localhost");
  if (pathname !== "/notes") return { status: 404, body: { error: `there is no ${pathname}` } };
  if (method === "GET") return { status: 200, body: notes.all() };
  if (method !== "POST") return { status: 405, body: { error: `no ${method} here` } };
  try {
    return { status: 201, body: notes.add(body) };
  } catch (error) {
    return { status: 400, body: { error: error.message } };
  }
}
