/** Options that may be given several values, `name=value` each, and the name that each then is given under. */
const SEVERAL: Readonly<Record<string, string>> = {
  "-p": "--param",
  "--param": "--param",
  "--budget": "--budget",
};

/**
 * The arguments with each value of such an option by itself (`-p a=1 b=2 plan.yaml` as
 * `--param=a=1 --param=b=2 plan.yaml`): what follows and is no `name=value` is no value of the option.
 */
export function severalValues(argv: readonly string[]): string[] {
  const told: string[] = [];
  let under: string | undefined;
  for (let at = 0; at < argv.length; at++) {
    const each = argv[at]!;
    if (each === "--") return [...told, ...argv.slice(at)];
    const named = Object.hasOwn(SEVERAL, each) ? SEVERAL[each] : undefined;
    const next = argv[at + 1];
    if (named !== undefined && next !== undefined && next !== "--") {
      under = named;
      told.push(`${named}=${next}`);
      at++;
    } else if (under !== undefined && /^[\w.-]+=/.test(each)) told.push(`${under}=${each}`);
    else {
      under = undefined;
      told.push(each);
    }
  }
  return told;
}
