import type { Launch } from "../../driver.ts";

type Env = Readonly<Record<string, string>>;

/** Variables that are set for a program, but for those that the plan has set itself. */
export const unlessSet = (launch: Launch, env: Env): Env =>
  Object.fromEntries(Object.entries(env).filter(([name]) => launch.env[name] === undefined));

/** An option with its value, or nothing where there is no value. */
export const option = (name: string, value: string | number | undefined): readonly string[] =>
  value === undefined ? [] : [name, String(value)];

/** The prompt for an agent that has no system prompt to add to. */
export function promptWithSystem(launch: Launch): string {
  const { system } = launch.order.agent;
  return system === undefined ? launch.prompt : `${system.trimEnd()}\n\n${launch.prompt}`;
}

/** The program to start: the plan's, or the driver's own. */
export const programOf = (launch: Launch, program: string): string =>
  launch.order.agent.program ?? program;
