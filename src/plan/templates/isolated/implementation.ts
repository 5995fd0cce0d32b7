/** Which files count as the implemented modules. */
const only = (isSample: boolean): string =>
  isSample
    ? "\n          only: [greeting.mjs] # the implemented modules"
    : '\n          # only: ["src/**"] # the implemented modules; without it, all that the report has';

/** What was approved is built, with its tests. */
export const implementation = (isSample: boolean): string => `  - id: implementation
    needs: alignment_state
    timeout: 30m
    produces:
      implementation_state:
        type: object
        required: [implemented_files, test_results, build_status]
        properties:
          branch_name: { type: string }
          implemented_files: { type: array, minItems: 1, items: { type: string } }
          test_results:
            type: object
            required: [passed, failed]
            properties:
              passed: { type: integer }
              failed: { type: integer }
              coverage_percentage: { type: number }
          build_status: { enum: [success, failure] }
    tasks:
      - id: implement
        description: build what was approved of the specification
        agent: implementer
        prompt: |
          Build these tasks of phase \${{ params.phase }}, and no others: \${{ artifacts.alignment_state.approved_tasks }}.
          Stay within the scope that the alignment sets. Write tests, and run them. What you leave is committed for you.
        acceptance:
          - the tests pass, and cover more than 90 per cent of the lines
          - nothing outside the scope is changed
    gate:
      checks:
        - id: build
          run: eval "$PAWL_PARAM_BUILD"
        - id: tests
          run: eval "$PAWL_PARAM_TEST"
        - id: coverage
          coverage: coverage/lcov.info
          lines: 90.01 # above 90${only(isSample)}
        - id: standards
          run: eval "$PAWL_PARAM_LINT"
        - id: build-status
          that: artifacts.implementation_state.build_status == "success" && artifacts.implementation_state.test_results.failed == 0.0
          message: the implementation itself says that it is not done
        - tests_kept: true
        - checks_kept: true
      approve:
        phrase: proceed to verification
        checklist:
          - all tests pass
          - coverage is above 90 per cent
          - the build is successful
          - the code follows the standards
`;
