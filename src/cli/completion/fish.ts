import { listPhases, listRuns, listTasks } from "./lists.ts";
import { CHOICES } from "./words.ts";
import type { Completed, Flag, Kind } from "./words.ts";

/** fish completions, with what each command and option does beside it. */
export function fishCompletion(commands: readonly Completed[]): string {
  const names = commands.flatMap((each) => each.names);
  return `# fish completion for pawl
# pawl completion fish > ~/.config/fish/completions/pawl.fish

function __pawl_call
    set -l words (commandline -opc)
    set -l at (contains -i -- -C $words; or contains -i -- --directory $words)
    if test -n "$at"
        command pawl -C $words[(math $at + 1)] $argv
    else
        command pawl $argv
    end
end
function __pawl_runs
    ${listRuns("__pawl_call")}
end
function __pawl_given_run
    set -l words (commandline -opc | string match -v -- '-*')
    test (count $words) -gt 2; and echo $words[3]
end
function __pawl_tasks
    ${listTasks("__pawl_call", "(__pawl_given_run)")}
end
function __pawl_phases
    ${listPhases("__pawl_call", "")}
end
function __pawl_no_command
    not __fish_seen_subcommand_from ${names.join(" ")}
end

complete -c pawl -f
complete -c pawl -n __pawl_no_command -s C -l directory -d 'work as if started there' -x -a '(__fish_complete_directories)'
complete -c pawl -n __pawl_no_command -s V -l version -d 'print the version'
complete -c pawl -s h -l help -d 'say what there is'
${commands.flatMap(commandLines).join("\n")}
`;
}

function commandLines({ names, text, flags, args }: Completed): string[] {
  const seen = `-n '__fish_seen_subcommand_from ${names.join(" ")}'`;
  const kinds = new Set(args.map((each) => each.kind));
  return [
    ...names.map((name) => `complete -c pawl -n __pawl_no_command -a ${name} -d ${quoted(text)}`),
    ...flags
      .filter((each) => !each.names.includes("--help"))
      .map((each) => `complete -c pawl ${seen} ${flagWords(each)}`),
    ...[...kinds].flatMap((kind) =>
      kind === "file"
        ? [`complete -c pawl ${seen} -F`]
        : fill(kind).map((words) => `complete -c pawl ${seen} ${words}`),
    ),
  ];
}

function flagWords({ names, text, takes }: Flag): string {
  const letters = names.map((each) =>
    each.startsWith("--") ? `-l ${each.slice(2)}` : `-s ${each.slice(1)}`,
  );
  return [...letters, `-d ${quoted(text)}`, ...(takes ? valueWords(takes.kind) : [])].join(" ");
}

function valueWords(kind: Kind): string[] {
  if (kind === "file") return ["-r", "-F"];
  if (kind === "folder") return ["-x", "-a '(__fish_complete_directories)'"];
  return ["-x", ...fill(kind)];
}

function fill(kind: Kind): string[] {
  const words = CHOICES[kind] ?? FILLERS[kind];
  return words ? [`-a '${words.join(" ")}'`] : [];
}

const FILLERS: Partial<Record<Kind, readonly string[]>> = {
  run: ["(__pawl_runs)"],
  task: ["(__pawl_tasks)"],
  phase: ["(__pawl_phases)"],
};

const quoted = (text: string): string => `'${text.replace(/[\\']/g, "\\$&")}'`;
