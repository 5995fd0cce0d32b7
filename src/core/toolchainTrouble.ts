/** By which the toolchain, rather than a test, tells what is wrong. */
const TOOLCHAIN: readonly RegExp[] = [
  /^(?:\S*sh|\S+\.sh|env)(?:: line)?(?::? \d+)?: (?!(?:.*: )?\.{1,2}\/).*: (?:command )?not found$/m,
  /^make(?:\[\d+\])?: \*\*\* (?:.*Error 12[67]$|No rule to make target .*|.*No targets.*)/m,
  /^(?:npm (?:error|ERR!)) (?:Missing script|code E(?!LIFECYCLE)[A-Z0-9]+).*/m,
  /^Error: no test specified$/m,
  /^error Command "\S+" not found\.?$|^[ \t]*ERR_PNPM_(?!.*LIFECYCLE)\w+.*/m,
  /^Could not find '.*'$/m,
  /^\S*sh: 0: (?:cannot|can't) open .*/im,
  /^\S+(?:: line)?: \d+: Syntax error: .*|^\S+: line \d+: syntax error .*/m,
  /^\S*python[\d.]*: (?:No module named \S+|can't open file .*)/m,
  /^(?:ERROR: (?:usage: |file or directory not found: |not found: ).*|\S+: error: unrecognized arguments: .*)/m,
  /^(?:pattern \.\/\.\.\.|go): .*(?:does not contain main module|cannot find main module|no Go files|go\.mod file not found).*/m,
  /^error: (?:could not find `Cargo\.toml`|no test target named|failed to parse manifest).*/m,
  /^(?:PHP )?(?:Parse error|ParseError): .*/m,
  /^(?:failed to load config from|INTERNALERROR>) .*/m,
  /^ImportError while loading conftest .*/m,
  /^ImportError: Failed to import test module: (\S+)$(?=[^]*No module named '\1'$)/m,
  /\brequireStack: \[\]/,
];

/** What the toolchain tells of itself: a program, a script or a setting that is missing or wrong; undefined if nothing. */
export function toolchainTrouble(output: string): string | undefined {
  for (const sign of TOOLCHAIN) {
    const found = sign.exec(output);
    if (found) return found[0];
  }
  return undefined;
}
