/** The path of a list of tasks, and after a `#` the one phase of it that is meant. */
export const LIST_FILE = /^(\S(?:[^#]*[^#\s])?\.(?:ya?ml|json))(?:#(.+))?$/i;

/** An expression may end like such a path: `artifacts.plan.json`. */
const EXPRESSION = /^(?:artifacts|params|inputs)\s*[.[]/;

/** Whether what `tasks: { from }` says is a file; else it is an expression. */
export const isListFile = (from: string): boolean => LIST_FILE.test(from) && !EXPRESSION.test(from);
