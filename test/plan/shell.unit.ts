import * as fc from "fast-check";
import { expect, test } from "vitest";
import { scanShell } from "../../src/plan/shell/scan.ts";
import { everyTime } from "./support.ts";

/** Commands as words: `?` for one that only the run can tell, `~` before one that may not be run, or may be missing. */
function commandsOf(text: string): string {
  const scan = scanShell(text);
  if (!scan) return "beyond";
  return scan.commands.map(({ word, certain }) => (certain ? "" : "~") + (word ?? "?")).join(" ");
}

test("a command's place is where its word stands", () => {
  const text = "FOO=1 make -j $(nproc) && ./run";
  const words = scanShell(text)!.commands.map(({ at }) => text.slice(at.start, at.end));
  expect(words).toEqual(["make", "nproc", "./run"]);
});

test.each([
  ["make", "make"],
  ["make all -j 4", "make"],
  ["a; b & c\nd", "a b c d"],
  ["a && b", "a b"],
  ["a || b", "~a ~b"],
  ["a | b", "a b"],
  ["a | b || c; d", "~a ~b ~c d"],
  ["[ -x x ] && ./x", "[ ~./x"],
  ["test -f y && . ./y", "test ~."],
  ["! a", "~a"],
  ["FOO=1 BAR='x y' a b=c", "a"],
  ["FOO=$(date) a", "~date a"],
  ["a >out 2>&1 <in b", "a"],
  [">out a", "a"],
  ["2>/dev/null a", "a"],
  ["# note\na # b; c\n", "a"],
  ["a#b", "a#b"],
  ["'my tool' x", "my tool"],
  ['"a"b\\c', "abc"],
  ["a \\\n b; \\\n c", "a c"],
  ["$A x; b", "? b"],
  ["${A}/bin; ~/x; *.sh; a?b", "? ? ? ?"],
  ["`which x` y", "?"],
  ['a $(b | c "$(d)")', "a ~b ~c ~d"],
  ['a "$(b)" "x $(c \')\' ) y"', "a ~b ~c"],
  ["echo $((1 + (2 * $X))) | b", "echo b"],
  ["(a; b) && c", "a b c"],
  ["{ a; b; }", "~a ~b"],
  ["if a; then b; elif c; then d; else e; fi; f", "~a ~b ~c ~d ~e f"],
  ["while a; do b; done | c", "~a ~b c"],
  ["for x in 1 2; do a; done; b", "~a b"],
  ["for x\ndo a\ndone", "~a"],
  ["case $x in a|b) c;; (d) e; f;; *) g; esac; h", "~c ~e ~f ~g h"],
  ["case x in\n  a )\n    b\n    ;;\nesac\nc", "~b c"],
  ["f() { a; }; f", "~a f"],
  ["f () {\n a\n}\nb", "~a b"],
  ["function f { a; }; b", "~a b"],
  ["cat <<X\nnot a command $(a)\nX\nb", "cat ~a b"],
  ["cat <<'X' | b\n$(a) `\nX\nc", "cat b c"],
  ["cat <<-X\n\ta\n\tX\nb", "cat b"],
  ["cat <<A <<B\nx\nA\ny\nB\nc", "cat c"],
  ["cat <<X\nno end", "cat"],
  ["command a; command -v b; exec c; exec >log", "command a command exec c exec"],
  ["nohup a &", "nohup a"],
  ["time -p a", "?"],
  ["time a", "a"],
  ["a;;b", "beyond"],
  ["[[ a && b ]]", "beyond"],
  ["((i++))", "beyond"],
  ["a=(x y)", "beyond"],
  ["a <(b)", "beyond"],
  ["a <<<x", "beyond"],
  ["a &>x", "beyond"],
  ["echo $'x'", "beyond"],
  ["echo ${!x}", "beyond"],
  ["'open", "beyond"],
  ['"open', "beyond"],
  ["(a", "beyond"],
  ["a)", "beyond"],
  ["$(a", "beyond"],
  ["f() (a)", "beyond"],
  ["", ""],
  ["a\tb", "a"],
  ["a\u00a0b", "a\u00a0b"],
])("commands of %j", (text, commands) => {
  expect(commandsOf(text)).toBe(commands);
});

function variablesOf(text: string): string {
  const scan = scanShell(text);
  if (!scan) return "beyond";
  return `${scan.reads.map((each) => each.name).join(" ")} | ${[...scan.assigned].join(" ")}`;
}

test.each([
  ["echo $A ${B} \"$C-${D}\" '$E' \\$F", "A B C D | "],
  ["echo $1 $@ $# $? $$ $! $- $* ${10} ${#} ${#G}", "G | "],
  ["echo ${A:-x} ${B-$C} ${D:=y} ${E:+z} ${F:?no} ${G%.*} ${H##*/}", "C F G H | D"],
  [
    "A=1; export B=2 C; readonly D=3; read -r E F; for G in x; do :; done; getopts ab H",
    " | A B D E F G ab H",
  ],
  ["local I; declare -x J=1; printf -v K x", " | I J K x"],
  ["echo $((A + $B + ${C}))", "B C | "],
  ["cat <<X\n$A ${B} \\$C\nX\ncat <<'X'\n$D\nX", "A B | "],
  ['echo 100$ $ "$" a$b', "b | "],
  ["A=$B sh -c 'echo $C'", "B | A"],
  ['echo "$(echo "$A")" `echo $B`', "A | "],
  ['echo >$A <"$B"', "A B | "],
])("variables of %j", (text, variables) => {
  expect(variablesOf(text)).toBe(variables);
});

test("what a text says to exist, and what it hides", () => {
  const text =
    "command -v a >/dev/null && a\ntype b; which c; f() { :; }; alias d=e\ncd x\n./y\nPATH=z:$PATH\nw\n. ./env\nv";
  const scan = scanShell(text)!;
  expect([...scan.defined]).toEqual(["-v", "a", "b", "c", "f", "d"]);
  expect(scan.opaque).toBe(true);
  expect(scan.commands.find(({ word }) => word === "./y")).toMatchObject({
    folderKnown: false,
    pathKnown: true,
  });
  expect(scan.commands.find(({ word }) => word === "w")).toMatchObject({ pathKnown: false });
});

test("no text makes the scan throw or hang", () => {
  const piece = fc.constantFrom(
    ..."if then fi case in esac for do done { } ( ) ;; ; & && | || < > << <<- X ' \" ` $ ${ $( $(( )) } \\ # ! a=b f() [ [[ * ~ 2 a".split(
      " ",
    ),
    "\n",
    " ",
    "\t",
  );
  const text = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(""));
  const spaced = fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join(" "));
  expect(everyTime(fc.oneof(text, spaced, fc.string()), (each) => scanShell(each))).toBe("held");
});
