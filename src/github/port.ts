/** What a person may ask for in a comment. */
export type Command =
  | {
      readonly type: "approve";
      readonly gate: string;
      /** Hexadecimal digits that it begins with, in small letters. */
      readonly digest: string;
      readonly phrase: string;
    }
  | { readonly type: "reject"; readonly gate: string; readonly reason: string };

/** Who asks, and where. */
export interface Asker {
  /** `github:` and the login. */
  readonly user: string;
  /** Address of the comment. */
  readonly via: string;
}

/** Decides on what a person asks for, as the command line does. */
export interface Deciding {
  /** Gives what to tell the person; throws an Error that says why it is refused. */
  decide(command: Command, by: Asker): Promise<string>;
  /** Whether a request with this `via` is in the journal, of which a crash may have kept the person from being told. */
  wasDecided(via: string): Promise<boolean>;
  /** Whether the evidence that begins so is, or was, this run's. */
  isOurs(digest: string): Promise<boolean>;
}
