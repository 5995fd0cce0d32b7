import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Package } from "./packageJson.ts";

const COVERAGE = ["coverage", "test:coverage", "test:cov", "cov"];

/** How coverage is measured: a script for it, else what the test tool in use brings along. */
export function coverageOf(found: Package, suite: string | undefined): string {
  const { manager, scripts, packages, folder } = found;
  const script = COVERAGE.find((each) => scripts[each] !== undefined);
  if (script !== undefined) return `${manager} run ${script}`;
  if (suite === undefined) return leaveOpen("coverage was not measured: there are no tests to run");
  const target = "$REPORTS/test/coverage";
  for (const tool of ["c8", "nyc"]) {
    if (packages.includes(tool)) {
      return `${folder}${tool} --reporter=text --reporter=lcov --report-dir "${target}" ${suite}`;
    }
  }
  if (packages.includes("jest")) {
    return `${folder}jest --coverage --coverageDirectory "${target}"`;
  }
  if (packages.some((each) => each.startsWith("@vitest/coverage-"))) {
    return `${folder}vitest run --coverage --coverage.reportsDirectory="${target}"`;
  }
  const own = suite === "node --test" ? suite : (scripts["test"] ?? "");
  if (/^node --test\b[^&|;<>$]*$/.test(own)) {
    return own.replace("node --test", "node --test --experimental-test-coverage");
  }
  return leaveOpen(
    "coverage was not measured: package.json has no coverage script, and none of c8, nyc, jest and @vitest/coverage-v8",
  );
}

const CHECKS = ["lint", "types", "typecheck", "type-check", "format:check", "check:format"];

/** The project's own checks of its code, one after the other. */
export function checksOf({ manager, scripts }: Package): string {
  const own = CHECKS.filter((each) => scripts[each] !== undefined);
  if (own.length > 0) return own.map((each) => `${manager} run ${each}`).join("\n");
  return sh`
    # package.json has no script named ${CHECKS.slice(0, 3).join(", ")} or ${CHECKS[4]!}.
    ${leaveOpen("the code was not checked by a linter: package.json has no lint script")}`;
}
