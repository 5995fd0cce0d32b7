/** Commands that the shell has of its own. Those of bash are among them: /bin/sh is bash on some machines. */
export const BUILTINS: ReadonlySet<string> = new Set(
  `. : [ alias bg bind break builtin caller cd chdir command compgen complete continue declare dirs disown echo
  enable eval exec exit export false fc fg getopts hash help history jobs kill let local logout mapfile popd printf
  pushd pwd read readarray readonly return set shift shopt source suspend test times trap true type typeset ulimit
  umask unalias unset wait`.split(/\s+/),
);

/** Variables that the shell itself sets. */
export const SHELL_VARIABLES: ReadonlySet<string> = new Set(
  `_ BASH BASHPID BASH_SOURCE BASH_VERSION EUID FUNCNAME HOSTNAME HOSTTYPE IFS LINENO MACHTYPE OLDPWD OPTARG OPTERR
  OPTIND OSTYPE PIPESTATUS PPID PS1 PS2 PS4 PWD RANDOM REPLY SECONDS SHELLOPTS SHLVL UID`.split(
    /\s+/,
  ),
);

/** Words after which a command comes, and what they do to the depth of conditions. */
export const OPENING: ReadonlyMap<string, number> = new Map([
  ["if", 1],
  ["while", 1],
  ["until", 1],
  ["{", 1],
  ["then", 0],
  ["elif", 0],
  ["else", 0],
  ["do", 0],
  ["!", 0],
  ["time", 0],
]);

/** Words that end what the others began. */
export const CLOSING: ReadonlySet<string> = new Set(["fi", "done", "}"]);

/** Words of bash whose text is not read here. */
export const BEYOND: ReadonlySet<string> = new Set(["[[", "select", "coproc"]);

/** Commands that run the command after them. */
export const PREFIXES: ReadonlySet<string> = new Set(["command", "exec", "nohup", "builtin"]);

/** Commands by which a script finds out whether another exists, or a file. */
export const TESTS: ReadonlySet<string> = new Set([
  "[",
  "test",
  "command",
  "type",
  "which",
  "hash",
]);
