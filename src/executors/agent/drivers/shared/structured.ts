import type { Launch } from "../../driver.ts";

/** The last text as the value that it holds, where the agent was held to a schema and it is JSON. */
export function structuredOf(launch: Launch, text: string): { readonly structured?: unknown } {
  if (launch.schema === undefined) return {};
  try {
    return { structured: JSON.parse(text) as unknown };
  } catch {
    return {};
  }
}
