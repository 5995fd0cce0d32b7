/**
 * What the scripted agents of the template do in place of real ones: a small piece of real work, with files and tests
 * that are run, so that the plan can be tried without a key. Written under `script:` of the first agent.
 */
export const isolatedScript = (): string => `      tasks:
        align:
          - say: I read the specification and look at what is here.
          - usage: { model: scripted, input: 9000, output: 300 }
          - submit:
              artifact: alignment_state
              value:
                alignment_status: approved
                approved_tasks: ["1.1.1", "1.1.2"]
                scope_boundaries: { included_modules: [greeting.mjs], excluded_modules: [] }
                issues: [{ severity: minor, text: the specification names no language }]
          - report: { status: success, summary: two tasks are approved }
        implement:
          - read: alignment_state
          - write:
              file: greeting.mjs
              text: |
                /** Greets somebody by name, and whoever is there where no name is given. */
                export function greeting(name) {
                  const who = name.trim();
                  return who === "" ? "Hello!" : \`Hello, \${who}!\`;
                }
          - write:
              file: greeting.test.mjs
              text: |
                import assert from "node:assert/strict";
                import { test } from "node:test";
                import { greeting } from "./greeting.mjs";

                test("AC-1.1.1: it greets by name", () => assert.equal(greeting("Ada"), "Hello, Ada!"));

                test("AC-1.1.2: without a name it greets whoever is there", () => {
                  assert.equal(greeting("  "), "Hello!");
                });
          - run: node --test
          - usage: { model: scripted, input: 14000, output: 900 }
          - submit:
              artifact: implementation_state
              value:
                implemented_files: [greeting.mjs, greeting.test.mjs]
                test_results: { passed: 2, failed: 0 }
                build_status: success
          - report:
              status: success
              summary: greeting.mjs is written and its tests pass
              files: [greeting.mjs, greeting.test.mjs]
        verify:
          - read: implementation_state
          - say: I compare the files with the criteria.
          - usage: { model: scripted, input: 8000, output: 250 }
          - submit:
              artifact: verification_state
              value:
                verification_status: approved
                ac_results: { AC-1.1.1: pass, AC-1.1.2: pass }
                quality_metrics: { code_quality_score: 88 }
          - report: { status: success, summary: both criteria are met }
        commit:
          - read: verification_state
          - usage: { model: scripted, input: 6000, output: 120 }
          - submit:
              artifact: commit_state
              value: { committed: true, message: "1.1: greet by name", files: [greeting.mjs, greeting.test.mjs] }
          - report: { status: success, summary: both files are committed }
`;
