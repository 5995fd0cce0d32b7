import { EXIT, PawlError } from "../../core/error.ts";
import type { ExitStatus } from "../../core/error.ts";
import type { ArtifactVersion, Run } from "../../core/run.ts";
import { artifactsView } from "../../views/artifacts.ts";
import { jsonDiff } from "../../views/jsonDiff.ts";
import type { JsonChange } from "../../views/jsonDiff.ts";
import { safeText } from "../../views/safeText.ts";
import { shortDigest } from "../../views/approving.ts";
import type { Options } from "../declared.ts";
import { colors, columns, printJson, printLine, printLines, printNote } from "../print.ts";
import { chooseRun, loadRun, namesRun, openState } from "../state.ts";

/** `pawl artifacts [RUN] [NAME]`: what was handed on; one in full, or what changed between its versions. */
export async function artifacts(args: readonly string[], options: Options): Promise<ExitStatus> {
  const state = await openState();
  const [first, second] = args;
  const isRun = first !== undefined && (second !== undefined || (await namesRun(state, first)));
  const id = await chooseRun(state, isRun ? first : undefined);
  const name = isRun ? second : first;
  const { run, notes } = await loadRun(state, id);
  notes.forEach(printNote);
  if (options["diff"]) showDiff(run, name, options);
  else if (name === undefined) list(run, options);
  else showOne(run, name, options);
  return EXIT.completed;
}

function list(run: Run, options: Options): void {
  const view = artifactsView(run);
  if (options["json"]) return printJson(view);
  if (view.artifacts.length === 0) return printLine(`run ${run.id} has no artifacts`);
  const [head, ...rows] = columns([
    ["NAME", "VERSION", "FROM", "BYTES", "SHA256", "WHEN", "STATE"],
    ...view.artifacts.map((each) => [
      each.name,
      String(each.version),
      `${each.phase}/${each.task}`,
      String(each.bytes),
      shortDigest(each.sha256),
      each.at,
      each.state,
    ]),
  ]);
  printLines([colors().dim(head), ...rows]);
}

/** The version that phases get; where all were undone, the newest of those. */
function showOne(run: Run, name: string, options: Options): void {
  const versions = versionsOf(run, name);
  if (options["json"]) return printJson(artifactsView(run, name));
  const shown = versions.findLast((each) => !each.undone) ?? versions.at(-1)!;
  printLine(safeText(JSON.stringify(shown.artifact.value, null, 2)));
}

function versionsOf(run: Run, name: string): readonly ArtifactVersion[] {
  const versions = run.artifacts.get(name);
  if (versions) return versions;
  const known = [...run.artifacts.keys()].join(", ");
  throw new PawlError(
    "refused",
    `run ${run.id} has no artifact "${name}"; ${known === "" ? "it has none" : `it has ${known}`}`,
  );
}

/** From each version to the next. */
function showDiff(run: Run, name: string | undefined, options: Options): void {
  const names = name === undefined ? [...run.artifacts.keys()] : [name];
  const steps = names.flatMap((each) => stepsOf(each, versionsOf(run, each)));
  if (options["json"]) return printJson({ run: run.id, changes: steps });
  if (steps.length === 0)
    return printLine(
      name === undefined
        ? "there is nothing to compare: no artifact has more than one version"
        : `there is nothing to compare: ${name} has only one version`,
    );
  printLines(
    steps.flatMap(({ name, from, to, changes }) => [
      colors().bold(`${name}, version ${from} to ${to}`),
      ...(changes.length === 0 ? ["  the same"] : changes.flatMap(changeLines)),
    ]),
  );
}

interface Step {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly changes: readonly JsonChange[];
}

const stepsOf = (name: string, versions: readonly ArtifactVersion[]): Step[] =>
  versions.slice(1).map((to, at) => {
    const from = versions[at]!;
    const changes = jsonDiff(from.artifact.value, to.artifact.value);
    return { name, from: from.version, to: to.version, changes };
  });

function changeLines({ at, before, after }: JsonChange): string[] {
  const { red, green } = colors();
  const line = (sign: string, value: unknown): string =>
    safeText(`${sign} ${at === "" ? "" : `${at}: `}${JSON.stringify(value)}`);
  return [
    ...(before === undefined ? [] : [`  ${red(line("-", before))}`]),
    ...(after === undefined ? [] : [`  ${green(line("+", after))}`]),
  ];
}
