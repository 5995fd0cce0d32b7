import { sh } from "../step.ts";
import type { Stage } from "../step.ts";
import type { Toolbox } from "../kinds/kind.ts";

/** What is here: files, context, dependencies. */
export function scout(tools: Toolbox): Stage {
  return {
    id: "scout",
    description: "what is here: files, context, dependencies",
    steps: [
      {
        id: "files",
        description: "inventory of all files, and how many there are of each kind",
        outputs: ["files"],
        run: sh`
          set -eu
          mkdir -p "$REPORTS/scout"
          echo '*' > "$REPORTS/.gitignore"
          rm -f "$REPORTS/open.txt"
          if git rev-parse --is-inside-work-tree > /dev/null 2>&1; then
            git -c core.quotePath=off ls-files --cached --others --exclude-standard
          else
            find . -type f -not -path '*/.*/*' -not -path '*/node_modules/*' -not -path '*/target/*' -not -path "./$REPORTS/*" | sed 's|^[.]/||'
          fi | LC_ALL=C sort > "$REPORTS/scout/files.txt"
          sed -n 's/.*[.]\([A-Za-z0-9]*\)$/\1/p' "$REPORTS/scout/files.txt" | sort | uniq -c | sort -rn > "$REPORTS/scout/kinds.txt"
          head -n 10 "$REPORTS/scout/kinds.txt"
          echo "files=$(($(wc -l < "$REPORTS/scout/files.txt")))" >> "$PAWL_OUTPUT"`,
      },
      {
        id: "context",
        description: "what the project says of itself, and what happened last",
        run: sh`
          set -eu
          mkdir -p "$REPORTS/scout"
          {
            for file in README*; do
              if [ -f "$file" ]; then sed -n '1,20p' "$file"; fi
            done
            echo
            git log --oneline -n 10 2> /dev/null || echo "no git history"
            echo
            git status --short 2> /dev/null || true
          } > "$REPORTS/scout/context.txt"
          cat "$REPORTS/scout/context.txt"`,
      },
      {
        id: "dependencies",
        description: "what the project depends on",
        dependsOn: ["files"],
        outputs: ["dependencies"],
        run: sh`
          set -eu
          exec 3>&1 > "$REPORTS/scout/dependencies.txt"
          ${tools.dependencies}
          exec >&3
          cat "$REPORTS/scout/dependencies.txt"
          echo "dependencies=$(($(wc -l < "$REPORTS/scout/dependencies.txt")))" >> "$PAWL_OUTPUT"`,
      },
    ],
  };
}
