// What fresh contexts save, in tokens that the model server served.
//   npm run build && node e2e/context.mjs            four phases that look at much and make little
//   npm run build && node e2e/context.mjs isolated   the template `isolated`, as `pawl init` writes it
import { measureIsolated } from "./isolated/measure.mjs";
import { measureLongPhases } from "./longPhases.mjs";
import { startModelServer } from "./modelServer/server.mjs";

const measure = process.argv[2] === "isolated" ? measureIsolated : measureLongPhases;
const server = await startModelServer();
await measure(server, "claude");
await measure(server, "codex");
await server.close();
