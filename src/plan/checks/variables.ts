import { OWN_START, paramVariable, passes } from "../../core/environment.ts";
import type { Draft, EnvDraft, PhaseDraft, TaskDraft } from "../build/draft.ts";
import type { Findings } from "../findings.ts";
import { SHELL_VARIABLES } from "../shell/names.ts";
import type { ShellScan } from "../shell/scan.ts";
import { inside } from "../syntax/inside.ts";
import { listed, nearest } from "../suggest.ts";

interface Place {
  readonly draft: Draft;
  readonly phase: PhaseDraft;
  readonly task: TaskDraft;
}

/** Variables that a command reads and that neither the plan nor Pawl gives it: an attempt inherits little. */
export function checkVariables(
  { draft, phase, task }: Place,
  scan: ShellScan,
  findings: Findings,
): void {
  const { run } = task;
  if (!run || scan.opaque || scan.reads.length === 0) return;
  const told = new Set<string>();
  for (const { name, at } of scan.reads) {
    if (told.has(name) || isGiven(name, draft) || scan.assigned.has(name)) continue;
    const around = [...task.env, ...phase.env, ...(draft.workspace?.env ?? []), ...draft.env];
    if (has(around, name)) continue;
    told.add(name);
    const message = `nothing sets $${name} for this command`;
    const hint = (): string => advice(name, around, draft);
    findings.warn(inside(run, at, findings.text), "unknown-variable", message, hint);
  }
}

/** Pawl's own are known by their start, but for those of parameters, which are the plan's. */
function isGiven(name: string, { plan }: Draft): boolean {
  if (passes(name) || SHELL_VARIABLES.has(name)) return true;
  if (!name.startsWith(paramVariable(""))) return name.startsWith(OWN_START);
  return Object.keys(plan.params).some((param) => paramVariable(param) === name);
}

const has = (env: readonly EnvDraft[], name: string): boolean =>
  env.some((each) => each.name === name);

function advice(name: string, env: readonly EnvDraft[], { plan }: Draft): string {
  const params = Object.keys(plan.params).map(paramVariable);
  const param = params.find((each) => each === paramVariable(name));
  if (param !== undefined) return `the parameter is there as $${param}`;
  const near = nearest(name, [...env.map((each) => each.name), ...params]);
  if (near !== undefined) return `did you mean "$${near}"?`;
  return name.startsWith(OWN_START)
    ? `it would be a parameter of the plan; there ${params.length === 0 ? "is none" : `are ${listed(params)}`}`
    : `commands do not inherit the environment that Pawl runs in; "${name}: { pass: true }" under "env" passes it on`;
}

const EXPANSION = /\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/g;

/** Values in `env` that look as if the shell would expand them; it does not see them. */
export function checkEnvText({ env, workspace, phases }: Draft, findings: Findings): void {
  const names = new Set(env.map(({ name }) => name));
  for (const list of [
    env,
    workspace?.env ?? [],
    ...phases.flatMap((phase) => [phase.env, ...phase.tasks.map((task) => task.env)]),
  ]) {
    for (const { name, at, value } of list) {
      if (typeof value !== "string" || !value.includes("$")) continue;
      const found = [...value.matchAll(EXPANSION)].find(
        ([, each]) => passes(each!) || names.has(each!),
      );
      if (!found) continue;
      const message = `${found[0]} is not expanded here: a value under "env" is taken as it stands`;
      findings.warn(at, "not-expanded", message, `set it in the command: ${name}="…${found[0]}…"`);
    }
  }
}
