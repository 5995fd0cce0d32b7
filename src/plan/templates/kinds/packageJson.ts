import type { Project } from "../project.ts";

/** What matters here of a package.json. */
export interface Package {
  readonly manager: "npm" | "pnpm" | "yarn";
  readonly scripts: Readonly<Record<string, string>>;
  /** Names of all packages that it depends on, in whatever way. */
  readonly packages: readonly string[];
  readonly needsInstall: boolean;
  /** Where installed programs are, with a slash at the end. */
  readonly folder: string;
}

/** A package.json that cannot be read counts as an empty one: the plan's own tasks will say so. */
export function readPackage(project: Project): Package {
  const json = parse(project.read("package.json"));
  const packages = ["dependencies", "devDependencies", "optionalDependencies"].flatMap((key) =>
    Object.keys(texts(json[key])),
  );
  return {
    manager: project.has("pnpm-lock.yaml") ? "pnpm" : project.has("yarn.lock") ? "yarn" : "npm",
    scripts: texts(json["scripts"]),
    packages,
    needsInstall: packages.length > 0,
    folder: "node_modules/.bin/",
  };
}

function parse(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function texts(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter((each): each is [string, string] => typeof each[1] === "string"),
  );
}
