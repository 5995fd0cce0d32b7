import type { Complexity } from "../../core/routing.ts";
import type { Finding, Subject } from "./subject.ts";

/** Up to here a task is simple. */
const FILES = 3;
const CRITERIA = 3;
const DEPENDENCIES = 1;
/** In characters, as a person counts them. */
const LENGTH = 600;

/** Whether a task is simple or complex: its own word, else by how much of everything it has. */
export function complexityOf(subject: Subject): Finding<Complexity> {
  const { complexity, files, criteria, dependencies, text } = subject;
  if (complexity) return { is: complexity, because: "the task says so" };
  const length = Array.from(text.trim()).length;
  const measures = [
    { count: new Set(files).size, most: FILES, what: "file" },
    { count: criteria, most: CRITERIA, what: "criterion", several: "criteria" },
    { count: dependencies, most: DEPENDENCIES, what: "dependency", several: "dependencies" },
    { count: length, most: LENGTH, what: "character" },
  ];
  const over = measures.filter(({ count, most }) => count > most);
  if (over.length === 0) return { is: "simple", because: measures.map(counted).join(", ") };
  const because = over.map((each) => `${counted(each)} (more than ${each.most})`).join(", ");
  return { is: "complex", because };
}

const counted = ({
  count,
  what,
  several,
}: {
  count: number;
  what: string;
  several?: string;
}): string => `${count} ${count === 1 ? what : (several ?? `${what}s`)}`;
