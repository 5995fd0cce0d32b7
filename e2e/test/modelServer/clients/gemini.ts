import { PROMPT, SHELL, SYSTEM } from "./client.ts";
import type { Client, Loose } from "./client.ts";

export const gemini: Client = {
  name: "gemini",
  request: (turns, stream) => ({
    path: `/v1beta/models/m:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: {
      systemInstruction: { parts: [{ text: SYSTEM }] },
      tools: [
        { functionDeclarations: [{ name: "run_shell_command", parametersJsonSchema: SHELL }] },
      ],
      contents: [
        { role: "user", parts: [{ text: PROMPT }] },
        ...turns.flatMap((turn): object[] =>
          "said" in turn
            ? [{ role: "model", parts: [{ text: turn.said }] }]
            : [
                { role: "model", parts: [{ functionCall: { name: turn.called, args: {} } }] },
                {
                  role: "user",
                  parts: [{ functionResponse: { name: turn.called, response: {} } }],
                },
              ],
        ),
      ],
    },
  }),
  read(answer: Loose[]) {
    const parts = answer.flatMap((each) => each.candidates).flatMap((each) => each.content.parts);
    const call = parts.find((each) => each.functionCall)?.functionCall;
    const { usageMetadata } = answer.at(-1);
    return {
      text: parts.map((each) => each.text ?? "").join(""),
      ...(call ? { call: call.name, args: call.args } : {}),
      input: usageMetadata.promptTokenCount,
      output: usageMetadata.candidatesTokenCount,
    };
  },
};
