import type { JsonValue } from "../../core/artifact.ts";
import type { Base } from "./base.ts";
import type { Owner } from "./layout.ts";

/** A value of the file that is Pawl's to set. */
export interface Field {
  readonly owner: Owner;
  /** Below the owner's entry. */
  readonly keys: readonly (string | number)[];
  /** Undefined: what the file said itself. */
  readonly value: JsonValue | undefined;
}

interface OwnFields {
  /** @param isOver what the file said of it at first holds no more: where nothing takes its place, it is `null` */
  set(name: string, value: JsonValue | undefined, isOver?: boolean): Field;
  /** Only where the file has that key already. */
  known(name: string, value: JsonValue | undefined): Field[];
}

export const fieldsFor = (owner: Owner, base: Base): OwnFields => ({
  set: (name, value, isOver = false) => {
    const keys = [base.style.key(name)];
    const was = base.value(owner, ...keys);
    const over = isOver && was !== undefined && was !== null ? null : undefined;
    return { owner, keys, value: value === undefined ? over : value };
  },
  known: (name, value) => {
    const key = base.style.key(name);
    return base.value(owner, key) === undefined ? [] : [{ owner, keys: [key], value }];
  },
});
