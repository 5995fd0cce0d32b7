import { shellQuoted } from "../../core/shellWords.ts";
import { listPhases, listRuns, listTasks } from "./lists.ts";
import { CHOICES } from "./words.ts";
import type { Completed, Flag, Kind } from "./words.ts";

/** A zsh function, with what each command and option does beside it. */
export function zshCompletion(commands: readonly Completed[]): string {
  return `#compdef pawl
# zsh completion for pawl
# pawl completion zsh > a folder of $fpath, as _pawl

_pawl_call() { command pawl \${opt_args[-C]:+-C} \${opt_args[-C]} "$@"; }

_pawl_runs() { local -a found=(\${(f)"$(${listRuns("_pawl_call")})"}); compadd -a found; }
_pawl_tasks() {
  local run=; [[ $CURRENT -gt 2 && $words[2] != -* ]] && run=$words[2]
  local -a found=(\${(f)"$(${listTasks("_pawl_call", "$run")})"}); compadd -a found
}
_pawl_phases() { local -a found=(\${(f)"$(${listPhases("_pawl_call", "")})"}); compadd -a found; }
# The run may be left out before a task.
_pawl_runs_or_tasks() { _pawl_runs; _pawl_tasks; }

_pawl() {
  local curcontext=$curcontext state
  local -A opt_args
  local -a line commands=(
${commands.flatMap((each) => each.names.map((name) => `    ${shellQuoted(`${name}:${each.text}`)}`)).join("\n")}
  )
  _arguments -C \\
    '(-C --directory)'{-C,--directory}'[work as if started there]:folder:_files -/' \\
    '(- *)'{-V,--version}'[print the version]' \\
    '(- *)'{-h,--help}'[say what there is]' \\
    '1:command:->command' \\
    '*::argument:->argument'
  case $state in
    command) _describe -t commands command commands ;;
    argument)
      case $words[1] in
${commands.map(commandCase).join("\n")}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _pawl ]]; then _pawl "$@"; else compdef _pawl pawl; fi
`;
}

function commandCase({ names, flags, args }: Completed): string {
  const specs = [
    ...flags.map(flagSpec),
    ...args.map((each, at) => {
      const leavable = each.kind === "run" && args[at + 1]?.kind === "task";
      return shellQuoted(
        `${at + 1}:${each.name}:${leavable ? "_pawl_runs_or_tasks" : filler(each.kind)}`,
      );
    }),
  ];
  return `        ${names.join("|")}) _arguments -s ${specs.join(" ")} ;;`;
}

/** `'(-f --follow)'{-f,--follow}'[text]'`, with what it takes after that. */
function flagSpec({ names, text, takes }: Flag): string {
  const rest = `[${escaped(text)}]${takes ? `:${escaped(takes.name)}:${filler(takes.kind)}` : ""}`;
  if (names.length === 1) return shellQuoted(`${names[0]}${rest}`);
  return `${shellQuoted(`(${names.join(" ")})`)}{${names.join(",")}}${shellQuoted(rest)}`;
}

function filler(kind: Kind): string {
  const words = CHOICES[kind];
  if (words) return `(${words.join(" ")})`;
  return FILLERS[kind] ?? " ";
}

const FILLERS: Partial<Record<Kind, string>> = {
  run: "_pawl_runs",
  task: "_pawl_tasks",
  phase: "_pawl_phases",
  file: "_files",
  folder: "_files -/",
};

const escaped = (text: string): string => text.replace(/[[\]:]/g, "\\$&");
