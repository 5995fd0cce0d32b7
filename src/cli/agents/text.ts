import type { Capabilities } from "../../executors/agent/driver.ts";
import { oneLine } from "../../views/safeText.ts";
import { colors, columns } from "../print.ts";
import type { DriverView } from "./about.ts";
import type { AgentsView } from "./view.ts";

/** What `pawl agents` prints. */
export const agentsText = ({ drivers, agents, notes }: AgentsView): string[] => [
  ...drivers.flatMap(driverLines),
  "",
  ...agentLines(agents),
  ...notes.map((each) => `note: ${oneLine(each)}`),
];

const WIDTH = 10;
const INDENT = " ".repeat(WIDTH);

function driverLines(view: DriverView): string[] {
  return [
    `${colors().bold(view.driver.padEnd(WIDTH))}${installed(view)}`,
    ...signedIn(view),
    `${INDENT}can: ${abilities(view.capabilities)}`,
    ...view.todo.map((each) => `${INDENT}→ ${oneLine(each)}`),
  ];
}

function installed({ driver, program, path, version }: DriverView): string {
  if (program === undefined)
    return driver === "scripted" ? "comes with Pawl" : "starts the command that the plan gives";
  if (path === undefined) return colors().yellow("not installed");
  return `${version ?? "version unknown: it did not tell"} (${path})`;
}

function signedIn({ signedIn, planAgents, unsure }: DriverView): string[] {
  if (signedIn === undefined) return [];
  if (signedIn === null)
    return [`${INDENT}not signed in, as far as can be told${unsure ? `; ${unsure}` : ""}`];
  const by = signedIn.by === "variable" ? `the variable ${signedIn.name}` : signedIn.path;
  const reached = (planAgents ?? []).filter((each) => each.signedIn).map((each) => each.id);
  const reaches =
    reached.length > 0
      ? `; reaches ${reached.map(oneLine).join(", ")}`
      : signedIn.by === "variable" && planAgents === undefined
        ? `; a plan's agent gets it with env: [${signedIn.name}]`
        : "";
  return [`${INDENT}signed in by ${by}${reaches} (whether it still holds is not tried)`];
}

const USAGE: Readonly<Record<Capabilities["usage"], string>> = {
  exact: "tells its tokens",
  cumulative: "tells its tokens (those of a session together; Pawl takes them apart)",
  last: "tells the tokens of its last request only",
  none: "tells no tokens",
};

const STOPS: Readonly<Record<Capabilities["softCancel"], string>> = {
  protocol: "stops when it is asked to",
  SIGINT: "stops on SIGINT",
  SIGTERM: "stops on SIGTERM",
  none: "stops only by force",
};

function abilities(can: Capabilities): string {
  const parts = [
    USAGE[can.usage],
    ...(can.cost ? ["and their cost"] : []),
    ...(can.resume ? ["goes on with a session"] : []),
    ...(can.schema ? ["answers by a schema"] : []),
    ...(can.mcp ? ["takes Pawl's tools"] : []),
    STOPS[can.softCancel],
  ];
  return `${parts.join(", ")}; permissions ${can.permissions.join(", ")}`;
}

function agentLines(agents: AgentsView["agents"]): string[] {
  if (agents.length === 0)
    return ["no agents in this folder: neither in a plan nor in .claude/agents"];
  const [head, ...rows] = columns([
    ["AGENT", "DRIVER", "MODEL", "PERMISSIONS", "FROM"],
    ...agents.map((each) => [
      oneLine(each.id),
      each.driver,
      oneLine(each.model ?? "its own"),
      each.permissions,
      oneLine(each.from),
    ]),
  ]);
  return [colors().dim(head), ...rows];
}
