import type { AgentAbout } from "../../about.ts";

export const geminiAbout: AgentAbout = {
  driver: "gemini",
  title: "Gemini CLI",
  program: "gemini",
  versionArgs: ["--version"],
  install: "npm install -g @google/gemini-cli",
  keys: ["GEMINI_API_KEY", "GOOGLE_API_KEY", "GOOGLE_APPLICATION_CREDENTIALS"],
  signInFiles: [{ folder: ".gemini", name: "oauth_creds.json" }],
  signIn: "run `gemini` and sign in, or set GEMINI_API_KEY and name it in the agent's `env`",
};
