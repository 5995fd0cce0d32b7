/** Lists of tasks as other tools write them, in each of their forms. */
export const PHASES = `version: "1.0"
project: Library
phases:
  - id: setup
    name: Project Setup
    tasks:
      - id: setup-001
        description: Set the project up
        assigned_agent: builder
        dependencies: []
        acceptance_criteria:
          - The tests run
          - Health: says ok
  - id: api
    name: API
    tasks:
      - id: api-001
        description: |
          Add the books.
          They have a title and a price in \${{ currency }}.
        assigned_agent: back_end
        dependencies: [setup-001]
        files:
          - "Create: src/books.js"
          - "Modify: src/index.js:12-30"
      - id: api-002
        description: List the books
        assigned_agent: back_end
        dependencies: [api-001]
  - id: ui
    name: Pages
    tasks:
      - id: ui-001
        description: Show the books
        dependencies: [setup-001]
`;

export const FEATURES = `features:
  - id: users
    name: Users
    branch: feature/users
    status: completed
    tasks:
      - { id: 1, title: Model, depends_on: [] }
  - id: 2.4
    name: Log in
    branch: feature/login
    depends_on: [users]
    tasks:
      - { id: 2, title: Form, agent: builder }
      - { id: Task 3, title: Page, agent: builder, depends_on: [2, 1] }
      - { id: 4, title: Old, agent: builder, status: done }
`;

export const FLAT = `tasks:
  - { id: one, title: First, description: Do the first. }
  - { id: two, title: Second, depends_on: one }
`;

export const SPEC = `# Phase 2: API

All of it.

## Task api-001: books

A book has a title.

\`\`\`md
# api-002 is no heading here
\`\`\`

### Notes

More of books.

## Other
`;

/** A plan that takes a list. */
export const planOf = (phases: string, more = ""): string => `pawl: 1
name: x
workspace: worktree
agents:
  builder: { use: claude }
  other: { use: claude }
${more}phases: ${phases}
`;
