import type { WorkerRules } from "../../../core/workers.ts";
import type { Tool } from "./tools.ts";

const WAIT = {
  type: "number",
  description: "Seconds to wait for the answer, at most 45 (the default). 0: only ask.",
};

/** The tools of an agent that may have others look things up. */
export const workerTools = ({ max, parallel }: WorkerRules): readonly Tool[] => [
  {
    name: "spawn_workers",
    description: `Have small questions looked into by workers, side by side (${parallel} at a time, ${max} in all). A worker sees nothing of this conversation: its prompt must say all that it needs. Workers only look; they change nothing. Each answers with a summary of at most 400 characters. The same list asked for again gives the same answer, and starts nothing twice.`,
    inputSchema: {
      type: "object",
      properties: {
        workers: {
          type: "array",
          description: "What each is to find out.",
          items: {
            type: "object",
            properties: {
              id: {
                type: "string",
                description: "A short name of its own: letters, digits, -, _.",
              },
              prompt: { type: "string", description: "One question, whole in itself." },
            },
            required: ["id", "prompt"],
          },
        },
        wait: WAIT,
      },
      required: ["workers"],
    },
  },
  {
    name: "await_workers",
    description: "Wait on for workers that had not ended when spawn_workers answered.",
    inputSchema: {
      type: "object",
      properties: {
        batch: { type: "string", description: "The batch, as spawn_workers named it." },
        wait: WAIT,
      },
      required: ["batch"],
    },
  },
  {
    name: "read_worker",
    description: "Read what a worker wrote beyond its summary.",
    inputSchema: {
      type: "object",
      properties: {
        worker: { type: "string", description: "Its id." },
        batch: { type: "string", description: "Its batch, where two have a worker of that id." },
        offset: { type: "number", description: "Characters to pass over." },
      },
      required: ["worker"],
    },
  },
];
