import type { AgentAbout } from "../../about.ts";

export const piAbout: AgentAbout = {
  driver: "pi",
  title: "pi",
  program: "pi",
  versionArgs: ["--version"],
  install: "npm install -g @mariozechner/pi-coding-agent",
  // Each provider has its own variable; these are the common ones.
  keys: ["ANTHROPIC_API_KEY", "OPENAI_API_KEY", "GEMINI_API_KEY", "OPENROUTER_API_KEY"],
  signInFiles: [{ variable: "PI_CODING_AGENT_DIR", folder: ".pi/agent", name: "auth.json" }],
  signIn:
    "run `pi` and then `/login`, or set the key of your provider and name it in the agent's `env`",
  unsure: "a provider of one's own in models.json has a key of its own",
};
