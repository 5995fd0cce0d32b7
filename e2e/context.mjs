// What fresh contexts save, in tokens that the model server served.
//   npm run build && node e2e/context.mjs            four phases that look at much and make little
//   npm run build && node e2e/context.mjs isolated   the template `isolated`, as `pawl init` writes it
//   npm run build && node e2e/context.mjs estimate   what Pawl estimates of one shared context, against one
import { measureEstimate } from "./isolated/estimate.mjs";
import { measureIsolated } from "./isolated/measure.mjs";
import { measureLongPhases } from "./longPhases.mjs";
import { startModelServer } from "./modelServer/server.mjs";

const MEASURES = new Map([
  ["long", measureLongPhases],
  ["isolated", measureIsolated],
  ["estimate", measureEstimate],
]);

const [, , which = "long"] = process.argv;
const measure = MEASURES.get(which);
if (measure === undefined)
  throw new Error(`"${which}" is not one of ${[...MEASURES.keys()].join(", ")}`);
const server = await startModelServer();
await measure(server, "claude");
await measure(server, "codex");
await server.close();
