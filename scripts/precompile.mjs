// Writes what the schema of scripts is compiled to over the module that compiles it, so that an attempt of a scripted
// agent does not: https://ajv.js.org/standalone.html
import { writeFileSync } from "node:fs";
import standalone from "ajv/dist/standalone/index.js";

const MODULE = new URL("../dist/executors/agent/scripted/scriptCheck.js", import.meta.url);

const { ajv } = await import(MODULE.href);
writeFileSync(MODULE, standalone.default(ajv, { isScript: "script" }));
