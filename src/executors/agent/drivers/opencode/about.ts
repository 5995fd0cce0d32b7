import type { AgentAbout } from "../../about.ts";

export const opencodeAbout: AgentAbout = {
  driver: "opencode",
  title: "opencode",
  program: "opencode",
  versionArgs: ["--version"],
  install: "npm install -g opencode-ai",
  // Each provider has its own variable; these are the common ones.
  keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"],
  signInFiles: [{ folder: ".local/share/opencode", name: "auth.json" }],
  signIn:
    "run `opencode auth login`, or set the key of your provider and name it in the agent's `env`",
  unsure: "a provider of one's own in opencode.json has a key of its own",
};
