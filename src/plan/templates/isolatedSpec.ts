/** A small specification to try the template on; written only where there is none. */
export const SAMPLE_SPEC = `# Specification

Put your own here. Phases have numbers, such as 1.1; their tasks are 1.1.1, 1.1.2, …, and their acceptance criteria
AC-1.1.1, AC-1.1.2, … . The gates of the plan look for these: every approved task must be one that stands here, and
every criterion of the phase that stands here must be met.

## Phase 1.1: greeting

Tasks:

- 1.1.1 A module greeting.mjs that greets somebody by name.
- 1.1.2 Where no name is given, it greets whoever is there.

Acceptance criteria:

- AC-1.1.1 Ada is greeted with "Hello, Ada!".
- AC-1.1.2 A name of blanks alone is greeted with "Hello!".
`;
