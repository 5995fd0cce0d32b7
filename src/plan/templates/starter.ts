/** A short plan that runs as it is in any folder and shows what plans are made of. */
export const STARTER = `# A plan: phases, one after the other, each made of tasks.
#
#   pawl validate pawl.yaml           look for mistakes
#   pawl run pawl.yaml                run it
#   pawl run pawl.yaml -p who=Ada     with another value for the parameter
#
# What to change first: put your own command into the task "check" of the phase "work".
# Any command line will do: it is given to /bin/sh, in the folder of this file.

pawl: 1
name: starter

# What a run can be given with -p. Commands see it as $PAWL_PARAM_WHO.
params:
  who: { default: world, description: whom to greet }

# Holds for every task that does not say otherwise.
defaults:
  timeout: 5m

phases:
  - id: look
    # Tasks of a phase run side by side, as far as depends_on lets them.
    tasks:
      - id: count
        # A task hands values on: it writes name=value lines to the file $PAWL_OUTPUT.
        outputs: [files]
        run: echo "files=$(ls | grep -c .)" >> "$PAWL_OUTPUT"

      - id: date
        run: date

      - id: say
        # Starts when "count" is done, and gets its output as an environment variable.
        depends_on: [count]
        env:
          FILES: { from: outputs.count.files }
        run: echo "Hello $PAWL_PARAM_WHO! Files and folders here, $FILES in all."

  # A phase waits for the one before it, unless its own depends_on says otherwise.
  - id: work
    tasks:
      - id: check
        run: echo "put your own command here"

      - id: unsteady
        # Fails at first, on purpose: tried up to 3 times, resting 1s, then 2s.
        retry: { max_attempts: 3, backoff: exponential, delay: 1s }
        run: |
          if [ "$PAWL_ATTEMPT" -lt 2 ]; then
            echo "not this time"
            exit 1
          fi
          echo "worked at attempt $PAWL_ATTEMPT"

  - id: finish
    # This short form is a phase of one task. "always": also when something before it failed.
    when: always
    run: echo "done"
`;
