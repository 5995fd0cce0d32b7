import type { Launch } from "../../driver.ts";

/**
 * Settings for Gemini as its system's defaults, the lowest of its layers: what a person or a project has set counts
 * more, and nothing of theirs is overwritten. Its own settings may so loosen the bounds set here.
 */
export function defaultsOf({ order, tools, env }: Launch): object {
  const turns = order.agent.budget?.turns;
  return {
    general: {
      enableAutoUpdate: false,
      enableAutoUpdateNotification: false,
      // Ten by default, over 100 s and more.
      maxAttempts: 2,
    },
    privacy: { usageStatisticsEnabled: false },
    ...(turns !== undefined && { model: { maxSessionTurns: turns } }),
    // Without a choice it ends with code 41, key or no key.
    ...(env["GEMINI_API_KEY"] && { security: { auth: { selectedType: "gemini-api-key" } } }),
    ...(tools !== undefined && {
      mcpServers: { [tools.name]: { command: tools.command, args: tools.args, trust: true } },
    }),
  };
}
