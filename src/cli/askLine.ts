import { createInterface } from "node:readline/promises";

/** Whether there is a person who could be asked. */
export const canAsk = (): boolean => process.stdin.isTTY && process.stdout.isTTY;

/** Asks on the terminal and reads a line; empty where the person has nothing to say. */
export async function askLine(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } catch (error) {
    // Ctrl-C, and Ctrl-D at the beginning of a line.
    if ((error as Error).name === "AbortError") return "";
    throw error;
  } finally {
    lines.close();
  }
}
