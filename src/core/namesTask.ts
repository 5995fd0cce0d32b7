/** Whether what a report names is the task of an id, or one of ids that are put together to an address. */
export const namesTask = (
  named: string | undefined,
  ...ids: readonly (string | undefined)[]
): boolean =>
  named !== undefined &&
  named.split(/[\s,:()[\]`"'*]+/).some((each) => each !== "" && ids.includes(each));
