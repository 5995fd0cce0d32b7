import { rmSync } from "node:fs";

/** Worktrees and clean checkouts of all tests lie in one folder, which is gone after them. */
export const teardown = (): void =>
  rmSync(process.env["PAWL_WORKTREES"]!, { recursive: true, force: true });
