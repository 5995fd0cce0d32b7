import type { DetailsFile, DetailsOutcome } from "../core/details.ts";

/** Of which attempts the details are meant, and where they are. */
export interface DetailsOrder {
  /** The run's folder. Absolute path. */
  readonly folder: string;
  readonly phase: string;
  readonly attempts: readonly {
    readonly task: string;
    /** Its folder, relative to the run's. */
    readonly folder: string;
  }[];
  /** Where they also stand: a folder, relative to the plan's. */
  readonly mirror?: { readonly dir: string; readonly name: string };
}

/** Sees to files with details. Whatever it is asked a second time, after a kill at any moment, comes to the same. */
export interface DetailsKeeper {
  /** What there is, with digests. */
  list(order: DetailsOrder): Promise<DetailsOutcome>;
  /** Takes away, or packs, exactly these files; one that is another by now stays. */
  clear(
    order: DetailsOrder,
    files: readonly DetailsFile[],
    how: "removed" | "archived",
  ): Promise<DetailsOutcome>;
  /** Has all that there is stand in the mirror, too. */
  mirror(order: DetailsOrder): Promise<void>;
}
