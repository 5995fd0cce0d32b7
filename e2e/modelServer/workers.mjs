// What a model does that has small questions looked into by workers, and what it does as one of them. Which of the two it
// is, is told by the prompt; what the workers have answered, by what was given back to it.
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

const ASKED = [
  { id: "readme", prompt: "WORKER readme: what is this repository for?" },
  { id: "notes", prompt: "WORKER notes: are there notes?" },
  { id: "sly", prompt: "WORKER sly: change a file." },
];

/** As JSON within JSON, or not. */
const PENDING = /await_workers with \{\\*"batch\\*": \\*"([0-9a-f]{12})/g;

/**
 * @param {Conversation} conversation
 * @returns {readonly Step[]}
 */
export function workersWork({ asked, content }) {
  const worker = /^WORKER (readme|notes|sly)/m.exec(asked)?.[1];
  if (worker !== undefined && asked.includes("# You are a worker")) return stepsOf(worker);
  const pending = [...content.matchAll(PENDING)].map(([, batch]) => batch);
  const told = /- readme: succeeded: ([\w ]+)/.exec(content)?.[1] ?? "nothing";
  return [
    // Claude Code asks its model before it has heard of all tools of others.
    { read: "README.md" },
    { tool: "spawn_workers", args: { workers: ASKED } },
    ...pending.map((batch) => ({ tool: "await_workers", args: { batch } })),
    { tool: "read_worker", args: { worker: "readme" } },
    { tool: "report", args: { status: "success", summary: `I was told: ${told}` } },
    { say: "Done." },
  ];
}

/**
 * @param {string} worker
 * @returns {readonly Step[]}
 */
function stepsOf(worker) {
  if (worker === "readme")
    return [
      { read: "README.md" },
      {
        say: "RESULT: readme\nDATA: It is a repository to work in\nand this is all that is said of it.",
      },
    ];
  if (worker === "notes")
    return [
      { tool: "report", args: { status: "failure", summary: "there are no notes" } },
      { say: "There are none." },
    ];
  return [
    { write: { path: "sly.txt", text: "changed" } },
    { say: "RESULT: sly\nDATA: I have tried it" },
  ];
}
