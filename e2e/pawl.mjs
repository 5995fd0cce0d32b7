import { fileURLToPath } from "node:url";

/** The built command line: what a user runs. */
export const PAWL = fileURLToPath(new URL("../dist/cli/main.js", import.meta.url));
