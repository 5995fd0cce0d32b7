type Optional<T> = {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};
type Required<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] };

/** The object without the members that are undefined: in a journal, what is not set should not be there. */
export function defined<T extends object>(object: T): Required<T> & Optional<T> {
  for (const key of Object.keys(object)) {
    if (object[key as keyof T] === undefined) delete object[key as keyof T];
  }
  return object;
}
