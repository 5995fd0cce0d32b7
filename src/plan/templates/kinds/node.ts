import type { Project } from "../project.ts";
import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Toolbox } from "./kind.ts";
import { checksOf, coverageOf } from "./nodeTools.ts";
import { readPackage } from "./packageJson.ts";
import type { Package } from "./packageJson.ts";

const TESTS = String.raw`(^|/)(test|tests|__tests__)/.*\.[cm]?[jt]sx?$|[._-](test|spec)\.[cm]?[jt]sx?$`;

/** Uses the scripts of package.json, with the package manager whose lock file is there. */
export function node(project: Project): Toolbox {
  const found = readPackage(project);
  const { manager, scripts } = found;
  const used = ["build", "test"].filter((each) => scripts[each] !== undefined);
  const suite = suiteOf(found, project);
  return {
    chosen: `${manager} (${managerReason(project)}); ${used.length > 0 ? `scripts of package.json: ${used.join(", ")}` : "package.json has neither a build nor a test script"}.`,
    sources: String.raw`\.[cm]?[jt]sx?$`,
    tests: TESTS,
    dependencies: DEPENDENCIES,
    requirements: requirementsOf(found),
    build: buildOf(found, project),
    ...(suite === undefined ? {} : { suite }),
    functional: functionalOf(found),
    coverage: coverageOf(found, suite),
    quality: checksOf(found),
    advisories:
      project.has(".yarnrc.yml") && manager === "yarn" ? "yarn npm audit" : `${manager} audit`,
  };
}

const managerReason = (project: Project): string =>
  ["pnpm-lock.yaml", "yarn.lock", "package-lock.json"].find((each) => project.has(each)) ??
  "there is no other lock file";

function buildOf({ manager, scripts, folder }: Package, project: Project): string {
  if (scripts["build"] !== undefined) return `${manager} run build`;
  if (project.has("tsconfig.json")) {
    return sh`
      # package.json has no build script; the compiler checks the types.
      if [ -x ${folder}tsc ]; then
        ${folder}tsc --noEmit
      else
        ${leaveOpen("the types were not checked: there is a tsconfig.json, and no typescript is installed")}
      fi`;
  }
  return sh`
    # package.json has no build script; every JavaScript file must at least be well formed.
    grep -E '\.[cm]?js$' "$REPORTS/scout/files.txt" > "$REPORTS/build/checked.txt" || echo "no JavaScript files"
    while IFS= read -r file; do
      node --check "$file"
    done < "$REPORTS/build/checked.txt"
    echo "checked the syntax of $(wc -l < "$REPORTS/build/checked.txt") files"`;
}

function suiteOf({ manager, scripts }: Package, project: Project): string | undefined {
  const script = scripts["test"];
  // The script that "npm init" writes is a place to fill, too.
  if (script !== undefined && !script.includes("no test specified")) return `${manager} test`;
  return hasTests(project) ? "node --test" : undefined;
}

const hasTests = (project: Project): boolean => {
  const isTest = new RegExp(TESTS);
  return ["", "src/", "test/", "tests/", "lib/"].some((folder) =>
    project.list(folder || ".").some((name) => isTest.test(folder + name)),
  );
};

/** Scripts of package.json that show that the whole works, by the names that people give them. */
export const END_TO_END = [
  "test:e2e",
  "e2e",
  "test:integration",
  "integration",
  "test:functional",
  "smoke",
  "test:smoke",
];

function functionalOf({ manager, scripts }: Package): string {
  const script = END_TO_END.find((each) => scripts[each] !== undefined);
  if (script !== undefined) return `${manager} run ${script}`;
  return sh`
    # No end-to-end script in package.json: every file that it offers to others must be there and well formed.
    node -e '
      const { existsSync } = require("node:fs");
      const { execFileSync } = require("node:child_process");
      const { main, module, bin, exports } = JSON.parse(require("node:fs").readFileSync("package.json", "utf8"));
      const named = (value) => typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(named);
      const offered = [...new Set([main, module, bin, exports].flatMap(named))].filter((each) => !each.includes("*"));
      const missing = offered.filter((each) => !existsSync(each));
      for (const each of offered.filter((file) => /\.[cm]?js$/.test(file) && existsSync(file)))
        execFileSync(process.execPath, ["--check", each], { stdio: "inherit" });
      for (const each of offered) console.log((existsSync(each) ? "ok       " : "missing  ") + each);
      if (offered.length === 0) console.log("package.json names no main, bin or exports");
      process.exit(missing.length > 0 ? 1 : 0);
    '`;
}

const requirementsOf = ({ manager, needsInstall }: Package): string => sh`
  need node "runs it"
  need ${manager} "runs its scripts"
  ${needsInstall ? `{ [ -d node_modules ] || [ -f .pnp.cjs ]; } && echo "ok       its packages are installed" || missing "its packages: run ${manager} install first"` : 'echo "ok       no packages to install"'}`;

const DEPENDENCIES = sh`
  node -e '
    const text = require("node:fs").readFileSync("package.json", "utf8");
    for (const key of ["dependencies", "peerDependencies", "optionalDependencies", "devDependencies"])
      for (const [name, version] of Object.entries(JSON.parse(text)[key] ?? {}))
        console.log(key + " " + name + " " + version);
  '`;
