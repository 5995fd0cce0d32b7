import type { Launch } from "../../driver.ts";
import { asObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";

/** A person's settings with what an attempt needs. What they have set counts, but for the attempt's tools and budget. */
export function settingsOf(launch: Launch, own: Json): Json {
  const { order, tools } = launch;
  const turns = order.agent.budget?.turns;
  // Nobody knows what their own servers can do.
  const servers = order.agent.permissions === "read-only" ? {} : asObject(own["mcpServers"]);
  return merged(merged(defaultsOf(launch), own), {
    ...(turns !== undefined && { model: { maxSessionTurns: turns } }),
    mcpServers: undefined,
    ...((tools !== undefined || servers !== undefined) && {
      mcpServers: {
        ...servers,
        ...(tools !== undefined && {
          [tools.name]: { command: tools.command, args: tools.args, trust: true },
        }),
      },
    }),
  });
}

const defaultsOf = ({ env }: Launch): Json => ({
  general: {
    enableAutoUpdate: false,
    enableAutoUpdateNotification: false,
    // Ten by default, over 100 s and more.
    maxAttempts: 2,
  },
  privacy: { usageStatisticsEnabled: false },
  // Without a choice it ends with code 41, key or no key.
  ...(env["GEMINI_API_KEY"] && { security: { auth: { selectedType: "gemini-api-key" } } }),
});

/** Objects are merged key by key; of all else the second counts. */
function merged(one: Json, other: Json): Json {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return Object.fromEntries(
    keys.map((key) => {
      if (!Object.hasOwn(other, key)) return [key, one[key]];
      const [first, second] = [asObject(one[key]), asObject(other[key])];
      return [key, first && second ? merged(first, second) : other[key]];
    }),
  );
}
