/** What git allows in no name of a branch. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const NEVER = /[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\/$|^\/|\.$|^-/;

/** Whether git takes it as the name of a branch (`git check-ref-format --branch`). */
export function isBranchName(name: string): boolean {
  if (name === "" || name === "@" || name === "HEAD" || NEVER.test(name)) return false;
  return name.split("/").every((part) => !part.startsWith(".") && !part.endsWith(".lock"));
}
