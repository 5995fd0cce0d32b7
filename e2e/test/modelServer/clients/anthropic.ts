import { PROMPT, SHELL, SYSTEM } from "./client.ts";
import type { Client, Loose } from "./client.ts";

export const anthropic: Client = {
  name: "anthropic",
  request: (turns, stream) => ({
    path: "/v1/messages",
    body: {
      model: "m",
      stream,
      system: SYSTEM,
      tools: [{ name: "Bash", input_schema: SHELL }],
      messages: [
        { role: "user", content: PROMPT },
        ...turns.flatMap((turn, at): object[] =>
          "said" in turn
            ? [{ role: "assistant", content: [{ type: "text", text: turn.said }] }]
            : [
                {
                  role: "assistant",
                  content: [{ type: "tool_use", id: `c${at}`, name: turn.called, input: {} }],
                },
                {
                  role: "user",
                  content: [{ type: "tool_result", tool_use_id: `c${at}`, content: "" }],
                },
              ],
        ),
      ],
    },
  }),
  read(answer: Loose[]) {
    const [first] = answer;
    const whole = first.type === "message" ? first : first.message;
    const deltas = answer.filter((each) => each.delta).map((each) => each.delta);
    const block = first.content?.[0] ?? answer.find((each) => each.content_block)?.content_block;
    const json = deltas.map((each) => each.partial_json ?? "").join("");
    const usage = { ...whole.usage, ...answer.findLast((each) => each.usage)?.usage };
    return {
      text: (block?.text ?? "") + deltas.map((each) => each.text ?? "").join(""),
      ...(block?.type === "tool_use"
        ? { call: block.name, args: json ? JSON.parse(json) : block.input }
        : {}),
      input: usage.input_tokens + usage.cache_read_input_tokens,
      output: usage.output_tokens,
    };
  },
};
