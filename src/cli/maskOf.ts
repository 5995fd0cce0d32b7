import type { Mask } from "../core/maskTexts.ts";
import { secretsFor } from "../core/planSecrets.ts";
import { redactor } from "../core/redact.ts";
import type { Run } from "../core/run.ts";

/** Takes the secrets that this process and the run's plan know, and what looks like a key, out of what is shown. */
export const maskOf = (run: Run): Mask => redactor(secretsFor(run.plan, process.env));
