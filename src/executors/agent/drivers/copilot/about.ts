import type { AgentAbout } from "../../about.ts";

export const copilotAbout: AgentAbout = {
  driver: "copilot",
  title: "GitHub Copilot CLI",
  program: "copilot",
  versionArgs: ["--version"],
  install: "npm install -g @github/copilot",
  keys: ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN", "COPILOT_PROVIDER_API_KEY"],
  signInFiles: [{ variable: "COPILOT_HOME", folder: ".copilot", name: "config.json" }],
  signIn:
    "run `copilot` and then `/login`, or set COPILOT_GITHUB_TOKEN and name it in the agent's `env`",
  unsure: "the token itself may be kept in the system's keychain, which is not looked into",
};
