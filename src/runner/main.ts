import { perform } from "./perform.ts";

/*
 * The runner of one attempt of an agent, as a program of its own: it starts the agent, reads what it tells, sees that
 * it keeps to its time and its permissions, judges how it ended, and writes that down. It belongs to the attempt and
 * outlives Pawl. Usage: node main.js FOLDER, where FOLDER holds order.json.
 */

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write(
    "usage: node main.js FOLDER (the folder of an attempt, with its order.json)\n",
  );
  process.exitCode = 2;
} else {
  try {
    // Anything but a success makes the supervisor end all that is still below it, marked or not.
    process.exitCode = (await perform(folder)) ? 0 : 1;
  } catch (error) {
    process.stderr.write(`pawl: the runner of this attempt failed: ${(error as Error).stack}\n`);
    process.exitCode = 70;
  }
  process.exit();
}
