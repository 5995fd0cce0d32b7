/** Finds the words of a kind that the specification has for the phase, such as its tasks; none is a failure. */
export const wordsOf = (what: string, find: string): string => `|
          [ -f "$SPEC" ] || { echo "$SPEC is not in the commit that this began from: commit it first" >&2; exit 1; }
          # $phase with its dots as they are, for grep.
          phase=$(printf %s "$PAWL_PARAM_PHASE" | sed 's/[.]/[.]/g')
          ${find}
          if [ -z "$found" ]; then
            echo "$SPEC names no ${what} of phase $PAWL_PARAM_PHASE" >&2
            exit 1
          fi
          echo "found=$(echo $found)" >> "$PAWL_OUTPUT"`;
