import { sh } from "../step.ts";
import { leaveOpen } from "./kind.ts";
import type { Toolbox } from "./kind.ts";

/** The go command does most of it; staticcheck and govulncheck where they are installed. */
export function go(): Toolbox {
  return {
    chosen: "the go command; staticcheck and govulncheck where they are installed.",
    sources: String.raw`\.go$`,
    tests: String.raw`_test\.go$`,
    dependencies: sh`
      # Each module that go.mod requires; the mark "// indirect" is left at its place.
      awk '$1 == "require" && $2 != "(" { $1 = ""; print; next }
           $1 == "require" { inside = 1; next }
           inside && $1 == ")" { inside = 0 }
           inside && NF { print }' go.mod | sed 's/^[[:space:]]*//'`,
    requirements: sh`
      need go "builds and tests it"
      need gofmt "checks the format"`,
    build: sh`
      # Compiles all packages; a program among them is not left in the tree.
      go build -o /dev/null ./...`,
    suite: "go test -v ./...",
    functional: sh`
      # Every program of the module links; the programs are left in the reports.
      go list -f '{{if eq .Name "main"}}{{.ImportPath}}{{end}}' ./... > "$REPORTS/test/programs.txt"
      if grep -q . "$REPORTS/test/programs.txt"; then
        mkdir -p "$REPORTS/test/bin"
        grep . "$REPORTS/test/programs.txt" | xargs go build -o "$REPORTS/test/bin/"
        ls "$REPORTS/test/bin"
      else
        # A library: its examples and all else that only tests compile must pass the vet.
        go vet ./...
      fi`,
    coverage: sh`
      go test -coverprofile="$REPORTS/test/coverage.out" ./... &&
        go tool cover -func="$REPORTS/test/coverage.out"`,
    quality: sh`
      unformatted=$(gofmt -l .)
      if [ -n "$unformatted" ]; then
        echo "not as gofmt writes it:"
        echo "$unformatted"
        exit 1
      fi
      go vet ./...
      if command -v staticcheck > /dev/null; then
        staticcheck ./...
      else
        ${leaveOpen("staticcheck did not look at the code: it is not installed")}
      fi`,
    advisories: sh`
      if command -v govulncheck > /dev/null; then
        govulncheck ./...
      else
        ${leaveOpen("advisories were not asked for: govulncheck is not installed")}
      fi`,
  };
}
