import { go } from "./kinds/go.ts";
import type { Kind, Toolbox } from "./kinds/kind.ts";
import { make } from "./kinds/make.ts";
import { node } from "./kinds/node.ts";
import { none } from "./kinds/none.ts";
import { python } from "./kinds/python.ts";
import { rust } from "./kinds/rust.ts";
import { build } from "./phases/build.ts";
import { plan } from "./phases/plan.ts";
import { PLACES } from "./phases/place.ts";
import type { Place } from "./phases/place.ts";
import { review } from "./phases/review.ts";
import { scout } from "./phases/scout.ts";
import { test } from "./phases/test.ts";
import { KINDS } from "./project.ts";
import type { KindName, Project } from "./project.ts";
import { quoted, writeStage } from "./step.ts";

const TOOLBOXES: Readonly<Record<KindName, Kind>> = { node, python, go, rust, make, none };

/** The kind of which a plan is written: the one asked for, else the first found. */
export const kindOf = (project: Project, asked?: KindName): KindName =>
  asked ?? project.found[0]?.kind ?? "none";

/** What a kind of project brings. */
export const toolboxOf = (project: Project, kind: KindName): Toolbox => TOOLBOXES[kind](project);

/** Scout, plan, build, test and review, made of ordinary commands for the kind of project. */
export function commandsPlan(project: Project, kind: KindName): string {
  const tools = toolboxOf(project, kind);
  const stages = [scout, plan, build, test, review].map((stage) => stage(tools));
  return [
    headOf(project, kind, tools),
    "pawl: 1",
    `name: ${quoted(project.name)}`,
    "",
    paramsOf(tools),
    "env:",
    "  # Where the phases leave what they deliver; git ignores the folder by a file in it.",
    "  REPORTS: pawl-reports",
    ...Object.entries(tools.env ?? {}).map(([name, value]) => `  ${name}: ${quoted(value)}`),
    "",
    "defaults:",
    "  timeout: 5m",
    "",
    "phases:",
    stages.map(writeStage).join("\n"),
  ].join("\n");
}

function headOf(project: Project, kind: KindName, tools: Toolbox): string {
  const by = project.found.find((each) => each.kind === kind)?.by.join(", ");
  const others = project.found.filter((each) => each.kind !== kind).map((each) => each.kind);
  const lines = [
    "Five phases: scout, plan, build, test, review. All commands are ordinary shell; change what you like.",
    "What they deliver lies in pawl-reports; pawl-reports/summary.md gathers it, with what was left open.",
    "",
    "  pawl validate pawl.yaml",
    "  pawl run pawl.yaml",
    ...(tools.advisories === undefined
      ? []
      : ["  pawl run pawl.yaml -p online=true    with the checks that ask the network"]),
    "",
    `Written for ${kind === "none" ? "no kind of project in particular" : `a ${kind} project${by === undefined ? "" : ` (${by})`}`}: ${tools.chosen}`,
    ...(others.length > 0
      ? [
          `Also found: ${others.join(", ")}. Of several kinds the first of ${KINDS.join(", ")} counts;`,
          `pawl init -t commands --kind ${others[0]!} writes the plan for another.`,
        ]
      : []),
  ];
  return `${lines.map((each) => (each === "" ? "#" : `# ${each}`)).join("\n")}\n`;
}

/** The parameters of the plan; first the commands that it does not know. */
function paramsOf(tools: Toolbox): string {
  const missing: [Place, unknown][] = [
    ["build", tools.build],
    ["test", tools.suite],
    ["smoke", tools.functional],
    ["coverage", tools.coverage],
    ["lint", tools.quality],
  ];
  const places = missing.filter((each) => each[1] === undefined).map((each) => each[0]);
  return [
    "params:",
    ...(places.length > 0
      ? [
          "  # PLACES TO FILL: commands that are not known. Until they are given, what they would do is skipped,",
          "  # and the run says so; nothing passes for done that was not done.",
        ]
      : []),
    ...places.map(
      (each) =>
        `  ${each}: { default: "", description: ${quoted(`the command that ${PLACES[each].does}, for instance ${PLACES[each].example}`)} }`,
    ),
    `  goal: { default: ${quoted("not said; give it with -p goal=...")}, description: what this run is for }`,
    ...(tools.advisories === undefined
      ? []
      : [
          "  online: { default: false, description: also ask the network for known vulnerabilities }",
        ]),
    "",
  ].join("\n");
}
