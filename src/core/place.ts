/** Where attempts run and have their folders. What a journal does not say counts as the same place. */
export interface Place {
  /** The machine's name. */
  readonly host?: string | undefined;
  /** Names the state folder: one machine may have several, and two machines may have the same name. */
  readonly stateId?: string | undefined;
}

export const isSamePlace = (a: Place, b: Place): boolean =>
  fits(a.host, b.host) && fits(a.stateId, b.stateId);

const fits = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;
