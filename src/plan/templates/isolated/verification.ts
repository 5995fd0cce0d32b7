import { wordsOf } from "./wordsOf.ts";

/** Each acceptance criterion is judged, on what has been merged. */
export const verification = (): string => `  - id: verification
    needs: [alignment_state, implementation_state]
    timeout: 30m
    produces:
      verification_state:
        type: object
        required: [verification_status, ac_results, quality_metrics]
        properties:
          verification_status: { enum: [approved, rejected] }
          ac_results: { type: object, additionalProperties: { enum: [✅, ❌, pass, fail, true, false] } }
          notes: { type: object, additionalProperties: { type: string } }
          test_coverage: { type: object, properties: { percentage: { type: number } } }
          quality_metrics:
            type: object
            required: [code_quality_score]
            properties: { code_quality_score: { type: number, minimum: 0, maximum: 100 } }
    tasks:
      # The acceptance criteria that the specification has for the phase: a verification of some of them is none.
      - id: criteria
        env: { SPEC: { from: inputs.spec.path } }
        outputs: [found]
        run: ${wordsOf(
          "acceptance criterion",
          `words=$(grep -oE "AC-[A-Za-z0-9]+([.][A-Za-z0-9]+)*" "$SPEC")
          found=$(echo "$words" | grep -xE "AC-$phase[.][0-9]+" | sort -u)`,
        )}
      - id: verify
        depends_on: criteria
        agent: verifier
        prompt: |
          Judge what was built for phase \${{ params.phase }} against each of these acceptance criteria of
          \${{ inputs.spec.path }}: \${{ outputs.criteria.found }}. Look at the files and run nothing that changes them. Say
          of each whether it is met (pass or fail), by what you see it (notes), and how good the code is, from 0 to 100.
    gate:
      checks:
        - id: approved
          that: artifacts.verification_state.verification_status == "approved"
          message: the verification is not approved
        - id: all-criteria
          that: outputs.criteria.found.split(" ").all(c, c in artifacts.verification_state.ac_results)
          message: an acceptance criterion of the specification was not judged
        - id: criteria-met
          that: size(artifacts.verification_state.ac_results) > 0 && artifacts.verification_state.ac_results.all(c, artifacts.verification_state.ac_results[c] in ["✅", "pass", true])
          message: an acceptance criterion is not met
        - id: quality
          that: artifacts.verification_state.quality_metrics.code_quality_score >= double(params.quality)
          message: the quality score is below the threshold
        - id: tests
          run: eval "$PAWL_PARAM_TEST"
        - checks_kept: true # the specification and its criteria among them
      approve:
        phrase: proceed to commit
        checklist:
          - all acceptance criteria are met
          - the quality metrics are acceptable
          - it is ready to be committed
`;
