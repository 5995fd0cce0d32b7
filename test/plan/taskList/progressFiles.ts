/** Files that keep count of their own work, each with the oddities of some tool or hand. */

/** Numbered phases, statuses in words, a reference by a word and a number; keys and numbers that mean nothing here. */
export const NUMBERED = `{
  "project_name": "Library",
  "current_phase": 1,
  "budget": 1.50,
  "phases": [
    {
      "phase_number": 1,
      "title": "Ground",
      "status": "completed",
      "tasks": [
        { "id": "L1-A", "title": "Set up", "status": "pending" }
      ]
    },
    {
      "phase_number": 2,
      "title": "Shelves",
      "status": "not_started",
      "dependencies": ["phase-1"],
      "tasks": [
        {
          "id": "L2-A",
          "title": "Add a book",
          "description": "Books have a title and a price in \${{ currency }}.",
          "status": "pending",
          "acceptance_criteria": ["It is listed", "It has a price"],
          "files_to_modify": ["src/books.js", "src/index.js"],
          "testing": { "command": "npm test" },
          "subtasks": [{ "id": 1, "title": "Model", "status": "pending" }, "Page"]
        },
        { "id": "L2-B", "title": "Lend a book", "status": "pending", "dependencies": ["L2-A"] }
      ]
    }
  ]
}
`;

/** True and false in place of words; numbers as ids; references by number; ids that begin anew in each phase. */
export const TRUTHS = `{
  "slug": "shop",
  "last_updated": "2026-01-01",
  "phases": [
    { "id": 1, "name": "One", "dependencies": [], "status": "completed",
      "tasks": [{ "id": 1, "description": "First", "completed": true }] },
    { "id": 2, "name": "Two", "dependencies": [1], "status": "pending",
      "tasks": [
        { "id": 1, "description": "Second", "completed": true },
        { "id": 2, "description": "Third", "completed": false, "blockedBy": [1] },
        { "id": 1.10, "description": "Fourth", "completed": false, "blockedBy": ["2"] }
      ] }
  ]
}
`;

/** Phases and tasks under their names, in capitals, one phase beside the others; a phase without tasks that is done. */
export const MAPS = `{
  "lastUpdated": "2026-01-01",
  "currentPhase": "Phase_1",
  "completed_phases": ["Phase_0"],
  "checkpoints": {
    "Phase_0": { "status": "COMPLETE", "deliverables": ["SPEC.md"] },
    "Phase_1": {
      "status": "NOT_STARTED",
      "tasks": {
        "1.1": { "status": "NOT_STARTED", "title": "Begin", "checklist": ["[x] look", "[ ] write"] },
        "1.2": { "status": "NOT_STARTED", "title": "Go on", "prerequisites": ["1.1", "a good mood"] }
      }
    }
  },
  "Phase_2": { "status": "NOT_STARTED", "tasks": { "2.1": { "status": "NOT_STARTED", "title": "End" } } }
}
`;
