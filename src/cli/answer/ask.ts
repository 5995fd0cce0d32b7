import type { Asking } from "../../views/asking.ts";
import { askLine } from "../askLine.ts";
import { printLines } from "../print.ts";
import { questionLines } from "./show.ts";

/** Shows the question on the terminal and reads a line; empty where the person has none to give. */
export function ask(asking: Asking): Promise<string> {
  printLines(questionLines(asking));
  return askLine("answer (empty: none): ");
}
