/** An address as it may be shown and written down. Greedy: a password may hold an `@` or a slash. */
export const withoutPassword = (name: string): string => name.replace(/^(\w+:\/\/).*@/s, "$1");
