import { PROMPT, SHELL, SYSTEM } from "./client.ts";
import type { Client, Loose } from "./client.ts";

export const responses: Client = {
  name: "responses",
  request: (turns, stream) => ({
    path: "/v1/responses",
    body: {
      model: "m",
      stream,
      instructions: SYSTEM,
      tools: [{ type: "function", name: "shell", parameters: SHELL }],
      input: [
        { role: "user", content: [{ type: "input_text", text: PROMPT }] },
        ...turns.flatMap((turn, at): object[] =>
          "said" in turn
            ? [{ role: "assistant", content: [{ type: "output_text", text: turn.said }] }]
            : [
                { type: "function_call", call_id: `c${at}`, name: turn.called, arguments: "{}" },
                { type: "function_call_output", call_id: `c${at}`, output: "" },
              ],
        ),
      ],
    },
  }),
  read(answer: Loose[]) {
    const last = answer.at(-1);
    const { output, usage } = last.response ?? last;
    const [item] = output;
    return {
      text: item.content?.[0].text ?? "",
      ...(item.type === "function_call"
        ? { call: item.name, args: JSON.parse(item.arguments) }
        : {}),
      input: usage.input_tokens,
      output: usage.output_tokens,
    };
  },
};
