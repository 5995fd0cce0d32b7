import type { AgentAbout } from "../../about.ts";

export const qwenAbout: AgentAbout = {
  driver: "qwen",
  title: "Qwen Code",
  program: "qwen",
  versionArgs: ["--version"],
  install: "npm install -g @qwen-code/qwen-code",
  keys: ["OPENAI_API_KEY", "DASHSCOPE_API_KEY"],
  signInFiles: [{ folder: ".qwen", name: "oauth_creds.json" }],
  signIn:
    "run `qwen` and sign in, or set OPENAI_API_KEY and OPENAI_BASE_URL and name them in the agent's `env`",
};
