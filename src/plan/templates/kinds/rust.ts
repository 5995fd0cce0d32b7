import type { Project } from "../project.ts";
import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Toolbox } from "./kind.ts";

/** cargo does most of it; rustfmt, clippy, cargo-llvm-cov and cargo-audit where they are installed. */
export function rust(project: Project): Toolbox {
  const functional = functionalOf(project);
  return {
    chosen: "cargo; rustfmt, clippy, cargo-llvm-cov and cargo-audit where they are installed.",
    sources: String.raw`\.rs$`,
    tests: String.raw`(^|/)tests/.*\.rs$`,
    // Unit tests stand in the sources themselves, so that files tell nothing.
    countTests: {
      what: "tests",
      run: "cargo test --workspace --tests -- --list 2> /dev/null | grep -c ': test$' || true",
    },
    dependencies: sh`
      # What stands under [dependencies] and its like in every Cargo.toml.
      grep -E '(^|/)Cargo\.toml$' "$REPORTS/scout/files.txt" | while IFS= read -r file; do
        awk -v file="$file" '/^\[/ { inside = /dependencies/ ; next } inside && NF && !/^#/ { print file, $0 }' "$file"
      done`,
    requirements: sh`need cargo "builds and tests it"`,
    build: "cargo build --workspace --all-targets",
    suite: "cargo test --workspace --tests",
    ...(functional === undefined ? {} : { functional }),
    coverage: sh`
      if cargo llvm-cov --version > /dev/null 2>&1; then
        cargo llvm-cov --workspace --lcov --output-path "$REPORTS/test/lcov.info" &&
          cargo llvm-cov report
      elif cargo tarpaulin --version > /dev/null 2>&1; then
        cargo tarpaulin --workspace --out Lcov --output-dir "$REPORTS/test"
      else
        ${leaveOpen("coverage was not measured: neither cargo-llvm-cov nor cargo-tarpaulin is installed")}
      fi`,
    quality: sh`
      if cargo fmt --version > /dev/null 2>&1; then
        cargo fmt --all --check
      else
        ${leaveOpen("the format was not checked: rustfmt is not installed")}
      fi
      if cargo clippy --version > /dev/null 2>&1; then
        cargo clippy --workspace --all-targets
      else
        ${leaveOpen("clippy did not look at the code: it is not installed")}
      fi`,
    advisories: sh`
      if cargo audit --version > /dev/null 2>&1; then
        cargo audit
      else
        ${leaveOpen("advisories were not asked for: cargo-audit is not installed")}
      fi`,
  };
}

/** The examples in the documentation show that a library works; a program needs a command of its own. */
function functionalOf(project: Project): string | undefined {
  return project.has("src/lib.rs") ? "cargo test --doc" : undefined;
}
