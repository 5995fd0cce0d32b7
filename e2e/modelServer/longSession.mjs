// A session that becomes long: what is charged for a turn says so, not how long it is. What was said in the session
// gets into the next one only by the memory that is handed in.
/** @import { Conversation } from "./conversation.mjs" */
/** @import { Step } from "./script.mjs" */

/** Of the window that these command lines tell, 200,000 and 258,400: about two thirds. */
export const LONG = 132_000;

/** The first prompt says what the word is; the second asks for it. */
export const SAY_WORD = (/** @type {string} */ word) => `STEP 1: I tell you the word <${word}>.`;
export const ASK_WORD = "STEP 2: write the word that you were told into word.txt.";

/** @type {(conversation: Conversation) => readonly Step[]} */
export function longSession({ asked }) {
  const word = /the word <([a-z]+)>/.exec(asked)?.[1] ?? "nobody told me";
  const first = asked.includes("STEP 1") ? firstStep() : [];
  const compact = asked.includes("This session has become long") ? handIn(word) : [];
  const second = asked.includes("STEP 2: write") ? secondStep(word) : [];
  return [...first, ...compact, ...second];
}

/** @type {() => readonly Step[]} */
const firstStep = () => [
  { shell: "echo begun" },
  { say: "[AOP:SUMMARY] I know the word\n[AOP:STATUS] success", tokens: LONG },
];

/** @type {(word: string) => readonly Step[]} */
const handIn = (word) => [
  {
    tool: "submit_artifact",
    args: {
      name: "memory",
      value: { summary: `I was told the word <${word}>.`, next: ["write it down"] },
    },
    tokens: LONG,
  },
  { say: "[AOP:SUMMARY] handed in the memory\n[AOP:STATUS] success", tokens: LONG },
];

/** @type {(word: string) => readonly Step[]} */
const secondStep = (word) => [
  { write: { path: "word.txt", text: word } },
  { say: "[AOP:SUMMARY] the word is written\n[AOP:STATUS] success" },
];
