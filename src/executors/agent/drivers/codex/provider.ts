import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Launch } from "../../driver.ts";

/**
 * Bounds Codex's own tries: 30 requests over 25 s by default. They can be set for a provider of one's own only, which
 * the plan's args or config.toml name; those that are built in keep their default.
 */
export function retryArgs(launch: Launch): readonly string[] {
  const given = (launch.order.agent.args ?? []).join("\n");
  const provider =
    /(?:^|[\s=])model_provider\s*=\s*"?([\w-]+)/.exec(given)?.[1] ?? configured(launch);
  if (provider === undefined || BUILT_IN.has(provider)) return [];
  return ["request_max_retries", "stream_max_retries"]
    .filter((setting) => !given.includes(setting))
    .flatMap((setting) => ["-c", `model_providers.${provider}.${setting}=2`]);
}

const BUILT_IN = new Set(["openai", "oss", "ollama", "lmstudio", "amazon-bedrock"]);

/** Where Codex keeps its settings and sessions. */
export const codexHome = (env: Readonly<Record<string, string>>): string =>
  env["CODEX_HOME"] || join(env["HOME"] || homedir(), ".codex");

/** The provider that a person has chosen for everything, if it is defined there too. */
function configured(launch: Launch): string | undefined {
  try {
    const text = readFileSync(join(codexHome(launch.env), "config.toml"), "utf8");
    const top = text.split(/^\s*\[/m)[0]!;
    const provider = /^\s*model_provider\s*=\s*["']([\w-]+)["']/m.exec(top)?.[1];
    return provider !== undefined && text.includes(`model_providers.${provider}`)
      ? provider
      : undefined;
  } catch {
    return undefined;
  }
}
