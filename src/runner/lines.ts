import { StringDecoder } from "node:string_decoder";
import type { Readable } from "node:stream";

/** No line of an agent's is longer; of one that is, the beginning counts. */
const MAX_LINE = 16 * 1024 * 1024;

/** Tells each line of a stream as soon as it is whole, and at the end what is left. Resolves at the stream's end. */
export function linesOf(stream: Readable, tell: (line: string) => void): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let parts: string[] = [];
  let length = 0;
  const add = (text: string): void => {
    if (text !== "" && length < MAX_LINE) parts.push(text.slice(0, MAX_LINE - length));
    length += text.length;
  };
  const flush = (): void => {
    const line = parts.join("");
    parts = [];
    length = 0;
    tell(line.endsWith("\r") ? line.slice(0, -1) : line);
  };
  return new Promise((resolve) => {
    const end = (): void => {
      if (length > 0) flush();
      resolve();
    };
    stream
      .on("data", (chunk: Buffer) => {
        const pieces = decoder.write(chunk).split("\n");
        for (const [at, piece] of pieces.entries()) {
          if (at > 0) flush();
          add(piece);
        }
      })
      .once("end", end)
      .once("error", end);
  });
}
