import { asText, at } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import type { Ending } from "../shared/outcome.ts";

/**
 * What its last event says of how it went. Some versions tell an error of the model as a success with exit code 0: then
 * the text ends in it, and the last answer has used nothing (`lastFailed`).
 */
export function endingOf(event: Json, lastFailed: boolean): Ending {
  const text = asText(event["result"]) ?? "";
  const hidden = /\[API Error: ([\s\S]*)\]\s*$/.exec(text)?.[1];
  if (hidden !== undefined && lastFailed) return { complaint: { text: hidden } };
  if (event["is_error"] === true || event["subtype"] !== "success") return failed(event, text);
  const structured = event["structured_result"];
  return { done: { text, ...(structured !== undefined && { structured }) } };
}

function failed(event: Json, text: string): Ending {
  const message =
    asText(at(event, "error", "message")) ?? (text || "it failed and did not say why");
  if (/instead of calling the structured_output tool/.test(message)) {
    return {
      failure: {
        class: "invalid-artifact",
        message: `Qwen Code gave no answer that fits the schema: ${message}`,
      },
    };
  }
  return { complaint: { text: /^\[API Error: ([\s\S]*)\]$/.exec(message)?.[1] ?? message } };
}
