import { PROMPT, SHELL, SYSTEM } from "./client.ts";
import type { Client, Loose } from "./client.ts";

export const chat: Client = {
  name: "chat",
  request: (turns, stream) => ({
    path: "/v1/chat/completions",
    body: {
      model: "m",
      stream,
      tools: [{ type: "function", function: { name: "bash", parameters: SHELL } }],
      messages: [
        { role: "system", content: SYSTEM },
        { role: "user", content: PROMPT },
        ...turns.flatMap((turn, at): object[] =>
          "said" in turn
            ? [{ role: "assistant", content: turn.said }]
            : [
                { role: "assistant", content: null, tool_calls: [{ id: `c${at}` }] },
                { role: "tool", tool_call_id: `c${at}`, content: "" },
              ],
        ),
      ],
    },
  }),
  read(answer: Loose[]) {
    const parts = answer.flatMap((each) => each.choices).map((each) => each.message ?? each.delta);
    const call = parts.find((each) => each.tool_calls)?.tool_calls[0].function;
    const { usage } = answer.at(-1);
    return {
      text: parts.map((each) => each.content ?? "").join(""),
      ...(call ? { call: call.name, args: JSON.parse(call.arguments) } : {}),
      input: usage.prompt_tokens,
      output: usage.completion_tokens,
    };
  },
};
