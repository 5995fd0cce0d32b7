/** What has been committed and merged, phase by phase, is gathered into the last artifact. */
export const commit = (): string => `  - id: commit
    needs: [implementation_state, verification_state]
    timeout: 30m
    produces:
      commit_state:
        type: object
        required: [committed, message, files]
        properties:
          committed: { type: boolean }
          message: { type: string, minLength: 1 }
          files: { type: array, minItems: 1, items: { type: string } }
    tasks:
      # What this run has committed and merged, as git has it.
      - id: landed
        outputs: [commit, files]
        run: |
          set -eu
          files=$(git log --no-merges --grep="^Pawl-Run: $PAWL_RUN$" --format= --name-only | sort -u)
          echo "commit=$(git rev-parse HEAD)" >> "$PAWL_OUTPUT"
          echo "files=$(echo $files)" >> "$PAWL_OUTPUT"
      - id: commit
        depends_on: landed
        agent: committer
        prompt: |
          What phase \${{ params.phase }} adds is committed, checked and merged, as \${{ outputs.landed.commit }}; its files
          are \${{ outputs.landed.files }}. Look at it and change nothing. Say which files it is about, and in one line what
          it adds and why.
    gate:
      checks:
        - id: committed
          that: artifacts.commit_state.committed && artifacts.commit_state.files.all(f, f in outputs.landed.files.split(" "))
          message: the files are not those that were committed
        - id: tests
          run: eval "$PAWL_PARAM_TEST"
`;
