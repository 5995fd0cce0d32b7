import type { AgentAbout } from "../../about.ts";

export const codexAbout: AgentAbout = {
  driver: "codex",
  title: "Codex",
  program: "codex",
  versionArgs: ["--version"],
  install: "npm install -g @openai/codex",
  keys: ["CODEX_API_KEY"],
  signInFiles: [{ variable: "CODEX_HOME", folder: ".codex", name: "auth.json" }],
  signIn: "run `codex login`, or set CODEX_API_KEY and name it in the agent's `env`",
  unsure: "a provider of one's own in config.toml has a key of its own",
};
