import { createInterface } from "node:readline/promises";
import type { Asking } from "../../views/asking.ts";
import { printLines } from "../print.ts";
import { questionLines } from "./show.ts";

/** Shows the question on the terminal and reads a line; empty where the person has none to give. */
export async function ask(asking: Asking): Promise<string> {
  printLines(questionLines(asking));
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question("answer (empty: none): ")).trim();
  } catch (error) {
    // Ctrl-C, and Ctrl-D at the beginning of a line.
    if ((error as Error).name === "AbortError") return "";
    throw error;
  } finally {
    lines.close();
  }
}
