// The model server by hand:  node e2e/modelServer/main.mjs [PORT]
import { SCENARIOS } from "./scenarios.mjs";
import { startModelServer } from "./server.mjs";

const server = await startModelServer({ port: Number(process.argv[2] ?? 0) });
console.log(`base URL for a client: ${server.url("SCENARIO", "KEY")}`);
console.log(`scenarios: ${Object.keys(SCENARIOS).join(", ")}`);
console.log(`what was served:       ${server.url("_served", "KEY")}`);
