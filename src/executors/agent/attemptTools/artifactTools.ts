import { existsSync } from "node:fs";
import { join } from "node:path";
import { isUnfit } from "../../../artifacts/checkArtifact.ts";
import { canonicalJson } from "../../../core/canonicalJson.ts";
import type { JsonValue } from "../../../core/artifact.ts";
import type { AgentOrder } from "../../port.ts";
import { AGENT_FILES } from "../files.ts";
import { checkLeniently, notAskedFor } from "../report/takeArtifacts.ts";
import { reviewProblems } from "../report/reviewProblems.ts";
import { answer, textArgument, wrong } from "./answer.ts";
import type { Answer, Arguments } from "./answer.ts";
import { writeWhole } from "./write.ts";

const pathOf = (folder: string, name: string): string =>
  join(folder, AGENT_FILES.artifacts, `${name}.json`);

/** Names of artifacts that were asked for and are not there yet, each in quotation marks. */
export const missingArtifacts = (folder: string, order: AgentOrder): readonly string[] =>
  order.produces
    .filter(({ name }) => !existsSync(pathOf(folder, name)))
    .map(({ name }) => `"${name}"`);

/** `submit_artifact`: checked at once, and kept only if it fits. */
export function submitArtifact(folder: string, order: AgentOrder, given: Arguments): Answer {
  const name = textArgument(given, "name");
  if (typeof name !== "string") return name;
  const spec = order.produces.find((each) => each.name === name.trim());
  if (!spec) return wrong(`${notAskedFor(order.produces, name)}. Nothing was kept.`);
  if (given["value"] === undefined)
    return wrong(`"value": found nothing, expected the artifact "${spec.name}" as JSON.`);
  const checked = checkLeniently(spec, given["value"]);
  const found = isUnfit(checked) ? checked.problems : reviewProblems(order, checked);
  if (isUnfit(checked) || found.length > 0) {
    const problems = found.map((each) => `- ${each}`).join("\n");
    // For the next attempt, should this one not correct it.
    writeWhole(join(folder, AGENT_FILES.refused, `${spec.name}.txt`), problems);
    return wrong(
      `artifact "${spec.name}" does not fit and was not kept:\n${problems}\nCorrect this and submit it again.`,
    );
  }
  writeWhole(pathOf(folder, spec.name), `${canonicalJson(checked.value)}\n`);
  const missing = missingArtifacts(folder, order);
  const next =
    missing.length > 0
      ? `Still to be handed in: ${missing.join(", ")}.`
      : "That was the last one; end with `report`.";
  return answer(
    `artifact "${spec.name}" fits and is kept (${checked.bytes} bytes, sha256 ${checked.sha256}). ${next}`,
  );
}

/** `read_artifact`: one of those that the task was given, whole or the part that a JSON pointer names. */
export function readArtifact(order: AgentOrder, given: Arguments): Answer {
  const name = textArgument(given, "name");
  if (typeof name !== "string") return name;
  const artifact = order.needs.find((each) => each.name === name.trim());
  if (!artifact) {
    const names = order.needs.map((each) => `"${each.name}"`).join(", ");
    return wrong(
      `artifact "${name.slice(0, 80)}" was not given to this task; ${names === "" ? "it was given none" : `it was given ${names}`}.`,
    );
  }
  const pointer = given["pointer"];
  if (pointer === undefined || pointer === null || pointer === "")
    return answer(JSON.stringify(artifact.value));
  if (typeof pointer !== "string")
    return wrong('"pointer": expected a JSON pointer such as "/items/0".');
  const part = partOf(artifact.value, pointer);
  return part === undefined
    ? wrong(`artifact "${artifact.name}" has nothing at ${pointer.slice(0, 200)}.`)
    : answer(JSON.stringify(part));
}

function partOf(value: JsonValue, pointer: string): JsonValue | undefined {
  let part: JsonValue | undefined = value;
  for (const step of pointer.replace(/^\//, "").split("/")) {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    if (part === null || typeof part !== "object" || !Object.hasOwn(part, key)) return undefined;
    part = (part as Readonly<Record<string, JsonValue>>)[key];
  }
  return part;
}
