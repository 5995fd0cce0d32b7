import type { Agent } from "../../../../core/agent.ts";
import type { Failure } from "../../../../core/failure.ts";
import { asList, asNumber, asText, at } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";
import { budgetSpent } from "../shared/budget.ts";
import type { Ending } from "../shared/outcome.ts";
import { claudeAbout } from "./about.ts";

/** What the last event of Claude Code says of how it went. `subtype` alone does not: it says `success` of API errors. */
export function endingOf(event: Json, agent: Agent, until: number | undefined): Ending {
  const subtype = asText(event["subtype"]) ?? "";
  const stopped = stoppedShort(subtype, agent);
  if (stopped !== undefined) return { failure: stopped };
  if (event["is_error"] === true || subtype !== "success") {
    return {
      complaint: {
        text: complaintOf(event, subtype),
        status: asNumber(event["api_error_status"]),
        until,
      },
    };
  }
  const structured = event["structured_output"];
  return {
    done: { text: asText(event["result"]) ?? "", ...(structured !== undefined && { structured }) },
  };
}

/** What it says, of all places where it may say it. */
function complaintOf(event: Json, subtype: string): string {
  const errors = asList(event["errors"]).filter((each) => typeof each === "string");
  return asText(event["result"]) || errors.join("; ") || subtype || "it failed and did not say why";
}

function stoppedShort(subtype: string, agent: Agent): Failure | undefined {
  switch (subtype) {
    case "error_max_turns":
      return budgetSpent(claudeAbout.title, "turns", agent.budget?.turns);
    case "error_max_budget_usd":
      return budgetSpent(claudeAbout.title, "usd", agent.budget?.usd);
    case "error_max_structured_output_retries":
      return {
        class: "invalid-artifact",
        message: "Claude Code gave no answer that fits the schema, as often as it was asked again",
      };
    default:
      return undefined;
  }
}

/** Tools that it was not allowed to use, each once. */
export function denials(
  event: Json,
): readonly { readonly tool: string; readonly input: unknown }[] {
  return asList(event["permission_denials"]).flatMap((denial) => {
    const tool = asText(at(denial, "tool_name"));
    return tool === undefined ? [] : [{ tool, input: at(denial, "tool_input") }];
  });
}
