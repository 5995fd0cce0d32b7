/** One task of a plan that is about to be written. */
export interface Step {
  readonly id: string;
  /** Comment lines above the task. */
  readonly comment?: string;
  readonly description: string;
  readonly dependsOn?: readonly string[];
  readonly when?: string;
  /** Names of variables, each with the expression whose value it gets. */
  readonly from?: Readonly<Record<string, string>>;
  readonly outputs?: readonly string[];
  /** Other settings, as they are to stand in the file: `timeout: 30m`. */
  readonly settings?: readonly string[];
  readonly run: string;
}

/** One phase of a plan that is about to be written. */
export interface Stage {
  readonly id: string;
  readonly description: string;
  readonly settings?: readonly string[];
  readonly steps: readonly Step[];
}

/**
 * Shell text as it stands, without the indentation that it has in this program's source. Values put in with
 * `${…}` keep their lines, each at the indentation of the place.
 */
export function sh(text: TemplateStringsArray, ...values: readonly string[]): string {
  const joined = text.raw
    .map((part, at) => part + indented(values[at] ?? "", lastIndent(part)))
    .join("");
  const lines = joined.replace(/^\n/, "").trimEnd().split("\n");
  const margin = Math.min(...lines.filter((each) => each.trim() !== "").map(indentOf));
  return lines.map((each) => each.slice(margin).trimEnd()).join("\n");
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

const lastIndent = (part: string): string => /(?:^|\n)([ ]*)$/.exec(part)?.[1] ?? "";

const indented = (text: string, indent: string): string => text.replaceAll("\n", `\n${indent}`);

/** A phase as YAML. */
export function writeStage(stage: Stage): string {
  const head = [
    `  - id: ${stage.id}`,
    `    description: ${quoted(stage.description)}`,
    ...(stage.settings ?? []).map((each) => `    ${each}`),
    "    tasks:",
  ];
  return `${head.join("\n")}\n${stage.steps.map(writeStep).join("\n")}`;
}

function writeStep(step: Step): string {
  const comment = step.comment?.split("\n").map((each) => `      # ${each}`) ?? [];
  const from = Object.entries(step.from ?? {}).map(
    ([name, source]) => `          ${name}: { from: ${quoted(source)} }`,
  );
  const lines = [
    ...comment,
    `      - id: ${step.id}`,
    `        description: ${quoted(step.description)}`,
    ...(step.dependsOn ? [`        depends_on: [${step.dependsOn.join(", ")}]`] : []),
    ...(step.when === undefined ? [] : [`        when: ${quoted(step.when)}`]),
    ...(from.length > 0 ? ["        env:", ...from] : []),
    ...(step.outputs ? [`        outputs: [${step.outputs.join(", ")}]`] : []),
    ...(step.settings ?? []).map((each) => `        ${each}`),
    "        run: |",
    ...step.run.split("\n").map((each) => (each === "" ? "" : `          ${each}`)),
  ];
  return `${lines.join("\n")}\n`;
}

/** Text as a YAML value: bare where that is safe, else in quotes. */
export function quoted(text: string): string {
  const bare =
    /^[A-Za-z][^#:{}[\],&*!|>'"%@`\\\n]*$/.test(text) &&
    !/^(?:true|false|null|yes|no|on|off)$/i.test(text);
  if (bare && text.trimEnd() === text) return text;
  return /[\n\\]/.test(text) || text.includes("'") ? JSON.stringify(text) : `'${text}'`;
}
