import type { AgentAbout } from "../../about.ts";

export const claudeAbout: AgentAbout = {
  driver: "claude",
  title: "Claude Code",
  program: "claude",
  versionArgs: ["--version"],
  install: "npm install -g @anthropic-ai/claude-code",
  keys: ["ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "CLAUDE_CODE_OAUTH_TOKEN"],
  signInFiles: [{ variable: "CLAUDE_CONFIG_DIR", folder: ".claude", name: ".credentials.json" }],
  signIn: "run `claude` and sign in, or set ANTHROPIC_API_KEY and name it in the agent's `env`",
  unsure: "on macOS the sign-in is kept in the keychain, which is not looked into",
};
