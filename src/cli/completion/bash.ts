import { listPhases, listRuns, listTasks } from "./lists.ts";
import { CHOICES } from "./words.ts";
import type { Completed, Kind } from "./words.ts";

/** A bash function that completes commands, options, files, runs, tasks and phases. */
export function bashCompletion(commands: readonly Completed[]): string {
  return `# bash completion for pawl
# pawl completion bash > ~/.local/share/bash-completion/completions/pawl

_pawl_call() { command "\${COMP_WORDS[0]}" "\${_pawl_in[@]}" "$@"; }

_pawl_fill() {
  case $1 in
    run) ${listRuns("_pawl_call")} ;;
    task) ${listTasks("_pawl_call", "$2")} ;;
    phase) ${listPhases("_pawl_call", "$2")} ;;
${choices()}
  esac
}

_pawl() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command= takes= run= place=0 i word
  local options= args=() value= kind=
  local _pawl_in=()
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $takes ]]; then
      [[ $takes == in ]] && _pawl_in=(-C "$word")
      takes=
    elif [[ $word == -* ]]; then
      _pawl_takes "$command" "$word"
    elif [[ -z $command ]]; then
      command=$word
    else
      ((place += 1))
      [[ $place == 1 ]] && run=$word
    fi
  done
  _pawl_knows "$command"
  if [[ -n $takes ]]; then
    kind=$takes
  elif [[ $cur == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$cur"))
    return
  elif [[ -z $command ]]; then
    COMPREPLY=($(compgen -W "${commands.flatMap((each) => each.names).join(" ")} help" -- "$cur"))
    return
  else
    kind=\${args[place]}
  fi
  case $kind in
    in | folder) compopt -o filenames; COMPREPLY=($(compgen -d -- "$cur")) ;;
    file) compopt -o filenames; COMPREPLY=($(compgen -f -- "$cur")) ;;
    run)
      COMPREPLY=($(compgen -W "$(_pawl_fill run)" -- "$cur"))
      # The run may be left out before a task.
      [[ \${args[place + 1]} == task ]] && COMPREPLY+=($(compgen -W "$(_pawl_fill task)" -- "$cur"))
      ;;
    ?*) COMPREPLY=($(compgen -W "$(_pawl_fill "$kind" "$run")" -- "$cur")) ;;
  esac
}

_pawl_takes() {
  case "$1 $2" in
    *' -C' | *' --directory') takes=in ;;
${commands.flatMap(takesLines).join("\n")}
    *) takes= ;;
  esac
}

_pawl_knows() {
  case $1 in
${commands.map(knowsLine).join("\n")}
    *) options='-C --directory -V --version -h --help' ;;
  esac
}

complete -F _pawl pawl
`;
}

const choices = (): string =>
  Object.entries(CHOICES)
    .map(([kind, words]) => `    ${kind}) echo ${words.join(" ")} ;;`)
    .join("\n");

function takesLines(command: Completed): string[] {
  return command.flags.flatMap(({ names, takes }) => {
    if (!takes) return [];
    const patterns = command.names.flatMap((name) => names.map((flag) => `'${name} ${flag}'`));
    return [`    ${patterns.join(" | ")}) takes=${takes.kind} ;;`];
  });
}

function knowsLine({ names, flags, args }: Completed): string {
  const options = flags.flatMap((each) => each.names).join(" ");
  const kinds: readonly Kind[] = args.map((each) => each.kind);
  return `    ${names.join(" | ")}) options='${options}' args=(${kinds.join(" ")}) ;;`;
}
