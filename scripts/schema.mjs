// Writes schema.json from the schema in src/plan/schema, as it was last built: npm run build && node scripts/schema.mjs
import { writeFileSync } from "node:fs";
import { schemaText } from "../dist/plan/schema/root.js";

writeFileSync(new URL("../schema.json", import.meta.url), schemaText());
