import type { Workspace, WorkspaceMode } from "../../core/workspace.ts";
import type { Findings } from "../findings.ts";
import { quoted } from "../schema/words.ts";
import { asBoolean, asMap, asNumber, asText, get, written } from "../syntax/tree.ts";
import type { MapNode, Node, ScalarNode } from "../syntax/tree.ts";
import { isBranchName } from "./branchName.ts";
import { defined } from "./defined.ts";
import type { WorkspaceDraft } from "./draft.ts";
import { envOf, readEnv } from "./env.ts";
import { readInside } from "./insidePaths.ts";
import { checkParamsOnly } from "./paramsOnly.ts";
import { readDuration } from "./settings.ts";

const DAY = 86_400_000;

/** What a workspace is where the plan says no more than that there is one. */
const WORKSPACE_DEFAULTS = { setupTimeoutMs: 600_000, isolate: "phase", hooks: true } as const;

const PORT_STEP = 10;

type Params = Readonly<Record<string, unknown>>;

/** The `workspace` of a plan, in short its mode alone. */
export function readWorkspace(
  node: Node | undefined,
  params: Params,
  findings: Findings,
): WorkspaceDraft | undefined {
  const map = asMap(node);
  const at = map ? get(map, "mode") : node;
  const mode = (asText(at) ?? (map ? "worktree" : undefined)) as WorkspaceMode | undefined;
  if (!node || mode === undefined) return undefined;
  if (!map) return { at: node, map, env: [], workspace: plainWorkspace(mode) };
  const env = readEnv(get(map, "env"), findings);
  const setup = get(map, "setup");
  const workspace: Workspace = defined({
    ...plainWorkspace(mode),
    ...readBranches(map, params, findings),
    setup: setup?.kind === "scalar" ? written(setup, findings.text) : undefined,
    setupTimeoutMs:
      readDuration(map, "setup_timeout", { least: 1, most: DAY }, findings) ??
      WORKSPACE_DEFAULTS.setupTimeoutMs,
    env: envOf(env),
    copy: readInside(get(map, "copy"), findings),
    ports: readPorts(asMap(get(map, "ports"))),
    isolate: (asText(get(map, "isolate")) as Workspace["isolate"] | undefined) ?? "phase",
    author: readAuthor(asMap(get(map, "author"))),
    hooks: asBoolean(get(map, "hooks")) ?? true,
  });
  return { at: at ?? map.entries[0]?.at ?? map, map, env, workspace };
}

/** One of which nothing but the mode is said. */
export const plainWorkspace = (mode: WorkspaceMode): Workspace => ({
  mode,
  ...WORKSPACE_DEFAULTS,
});

function readBranches(
  map: MapNode,
  params: Params,
  findings: Findings,
): Pick<Workspace, "base" | "integrate"> {
  const [base, integrate] = [get(map, "base"), get(map, "integrate")];
  if (asText(base)) checkParamsOnly(base as ScalarNode, "base", params, findings);
  const name = asText(integrate);
  if (name) {
    const filled = checkParamsOnly(integrate as ScalarNode, "integrate", params, findings);
    if (!isBranchName(filled)) {
      const message = `git takes ${quoted(name)} for no name of a branch`;
      findings.error(integrate, "bad-branch", message, "such as build/2.4");
    } else if (name === asText(base)) {
      const message = `${quoted(name)} is where the run begins from, and stays as it is`;
      const hint =
        'phases are merged into another branch, such as "build/2.4"; pawl finish merges that';
      findings.error(integrate, "bad-branch", message, hint);
    }
  }
  return defined({ base: asText(base), integrate: name });
}

function readPorts(map: MapNode | undefined): Workspace["ports"] {
  const from = map && asNumber(get(map, "from"));
  return from === undefined ? undefined : { from, step: asNumber(get(map!, "step")) ?? PORT_STEP };
}

function readAuthor(map: MapNode | undefined): Workspace["author"] {
  const [name, email] = [map && asText(get(map, "name")), map && asText(get(map, "email"))];
  return name === undefined || email === undefined ? undefined : { name, email };
}
