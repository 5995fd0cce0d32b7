import { sh } from "../step.ts";
import type { Stage, Step } from "../step.ts";
import type { Toolbox } from "../kinds/kind.ts";
import { leaveOpen } from "../kinds/kind.ts";
import { place } from "./place.ts";

/** Looks at the quality, the security and the documentation of what was made. */
export function review(tools: Toolbox): Stage {
  const steps = [
    ...(tools.quality === undefined
      ? place("lint", "quality", "the code was not checked by a linter")
      : [
          {
            id: "quality",
            description: "the project's own checks of its code",
            settings: ["timeout: 15m"],
            run: `set -eu\n${tools.quality}`,
          },
        ]),
    SECURITY,
    ...(tools.advisories === undefined ? [] : [advisories(tools.advisories)]),
    DOCS,
  ];
  return {
    id: "review",
    description: "quality, security, documentation",
    steps: [...steps, summary(steps)],
  };
}

const SECURITY: Step = {
  id: "security",
  description: "no keys and tokens in the files",
  run: sh`
    set -eu
    mkdir -p "$REPORTS/review"
    # Names of files only: what was found must not get into a log.
    tr '\n' '\0' < "$REPORTS/scout/files.txt" |
      xargs -0 grep -lIE -e '-----BEGIN [A-Z ]*PRIVATE KEY-----' -e 'AKIA[0-9A-Z]{16}' -e 'gh[pousr]_[A-Za-z0-9]{36}' -- 2> /dev/null > "$REPORTS/review/secrets.txt" || true
    if [ -s "$REPORTS/review/secrets.txt" ]; then
      echo "these files seem to hold a secret:"
      cat "$REPORTS/review/secrets.txt"
      exit 1
    fi
    echo "no private key and no known form of token in the files"
    if command -v gitleaks > /dev/null; then
      gitleaks detect --no-banner --redact
    else
      ${leaveOpen("the history was not searched for secrets: gitleaks is not installed")}
    fi`,
};

const advisories = (command: string): Step => ({
  id: "advisories",
  comment: "The one task that asks the network, and so the one that is worth trying again.",
  description: "known vulnerabilities of what it depends on",
  when: "params.online",
  settings: ["retry: { max_attempts: 3, delay: 2s }"],
  run: `set -eu\n${command}`,
});

const DOCS: Step = {
  id: "docs",
  comment: "Its findings fail nothing; without continue_on_error they would.",
  description: "there is a README, and links to files lead somewhere",
  settings: ["continue_on_error: true"],
  run: sh`
    set -eu
    mkdir -p "$REPORTS/review"
    grep -E '[.]md$' "$REPORTS/scout/files.txt" > "$REPORTS/review/pages.txt" || true
    {
      grep -qi '^readme' "$REPORTS/scout/files.txt" || echo "there is no README"
      while IFS= read -r page; do
        grep -oE '\]\([^()[:space:]]+\)' "$page" | sed 's/^](//; s/)$//; s/[?#].*//' | while IFS= read -r link; do
          case $link in '' | *:* | /* | *%*) continue ;; esac
          [ -e "$(dirname "$page")/$link" ] || echo "$page: there is no $link"
        done
      done < "$REPORTS/review/pages.txt"
    } > "$REPORTS/review/docs.txt"
    cat "$REPORTS/review/docs.txt"
    [ ! -s "$REPORTS/review/docs.txt" ] || exit 1
    echo "$(($(wc -l < "$REPORTS/review/pages.txt"))) pages, every link to a file leads somewhere"`,
};

/** Gathers what all phases delivered, also where the review found something. */
function summary(steps: readonly Step[]): Step {
  const verdicts = steps.filter((each) => !each.id.endsWith("-open"));
  const variable = (id: string): string => id.toUpperCase();
  return {
    id: "summary",
    description: "gathers what was delivered in summary.md",
    dependsOn: steps.map((each) => each.id),
    when: "always",
    from: Object.fromEntries(
      verdicts.map((each) => [variable(each.id), `tasks["${each.id}"].status`]),
    ),
    run: sh`
      set -eu
      {
        echo "# Summary"
        echo
        echo "- size: $(cat "$REPORTS/plan/estimate.txt")"
        ${verdicts.map((each) => `echo "- ${each.id}: $${variable(each.id)}"`).join("\n")}
        if [ -s "$REPORTS/open.txt" ]; then
          echo
          echo "## Left open"
          echo
          sort -u "$REPORTS/open.txt" | sed 's/^/- /'
        fi
      } > "$REPORTS/summary.md"
      cat "$REPORTS/summary.md"`,
  };
}
