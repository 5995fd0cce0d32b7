import type { Launch } from "../../driver.ts";
import { asObject } from "../shared/json.ts";
import type { Json } from "../shared/json.ts";

/** A person's settings with what an attempt needs. What they have set counts, but for the attempt's tools and budget. */
export function settingsOf(launch: Launch, own: Json): Json {
  const turns = launch.order.agent.budget?.turns;
  const { mcpServers, ...rest } = own;
  const servers = serversOf(launch, asObject(mcpServers) ?? {});
  return {
    ...merged(
      merged(defaultsOf(launch), rest),
      turns === undefined ? {} : { model: { maxSessionTurns: turns } },
    ),
    ...(Object.keys(servers).length > 0 && { mcpServers: servers }),
  };
}

/** A read-only agent gets none of the person's own: nobody knows what they can do. */
function serversOf({ order, tools }: Launch, own: Json): Json {
  return {
    ...(order.agent.permissions !== "read-only" && own),
    ...(tools !== undefined && {
      [tools.name]: { command: tools.command, args: tools.args, trust: true },
    }),
  };
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
