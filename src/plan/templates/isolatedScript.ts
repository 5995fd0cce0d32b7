/**
 * What the scripted agents of the template do in place of real ones: a small piece of real work, with files, a test that
 * is run and a commit, so that the plan can be tried without a key. Written under `script:` of the first agent.
 */
export const isolatedScript = (): string => `      tasks:
        alignment:
          - say: I read the specification and look at what is here.
          - usage: { model: scripted, input: 9000, output: 300 }
          - submit:
              artifact: alignment_state
              value:
                alignment_status: approved
                approved_tasks: ["1.1.1"]
                scope_boundaries: { included_modules: [greeting.mjs], excluded_modules: [] }
                issues: [{ severity: minor, text: the specification names no language }]
          - report: { status: success, summary: one task is approved }
        implementation:
          - read: alignment_state
          - write:
              file: greeting.mjs
              text: |
                /** Greets somebody by name. */
                export const greeting = (name) => \`Hello, \${name}!\`;
          - write:
              file: greeting.test.mjs
              text: |
                import assert from "node:assert/strict";
                import { test } from "node:test";
                import { greeting } from "./greeting.mjs";

                test("it greets by name", () => assert.equal(greeting("Ada"), "Hello, Ada!"));
          - run: node --test
          - usage: { model: scripted, input: 14000, output: 900 }
          - submit:
              artifact: implementation_state
              value:
                implemented_files: [greeting.mjs, greeting.test.mjs]
                test_results: { passed: 1, failed: 0 }
                build_status: success
          - report:
              status: success
              summary: greeting.mjs is written and its test passes
              files: [greeting.mjs, greeting.test.mjs]
        verification:
          - read: implementation_state
          - say: I compare the files with the criteria.
          - usage: { model: scripted, input: 8000, output: 250 }
          - submit:
              artifact: verification_state
              value:
                verification_status: approved
                ac_results: { "AC-1.1.1": "pass: greeting.test.mjs greets by name" }
          - report: { status: success, summary: the one criterion is met }
        commit:
          - read: verification_state
          - run: |
              if git rev-parse --git-dir >/dev/null 2>&1; then
                git add greeting.mjs greeting.test.mjs &&
                  git -c user.name=scripted -c user.email=scripted@localhost commit -qm "1.1.1: greet by name" -- greeting.mjs greeting.test.mjs
              else
                echo "no git repository: nothing to commit to"
              fi
          - usage: { model: scripted, input: 6000, output: 120 }
          - submit:
              artifact: commit_state
              value: { committed: true, message: "1.1.1: greet by name", files: [greeting.mjs, greeting.test.mjs] }
          - report: { status: success, summary: committed }
`;
