import { isMissingSymbol } from "./missingSymbol.ts";

/** Something that kept tests from being run: a file that could not be loaded or compiled. */
export interface Trouble {
  /** What was said of it, in one line. */
  readonly text: string;
  /** Only because what is tested is not there yet. */
  readonly missing: boolean;
}

/** What the compilers of TypeScript, C#, Java, Rust and Go tell: one error a line. */
export function compilerTroubles(output: string): readonly Trouble[] {
  const troubles: Trouble[] = [];
  for (const [line, code] of output.matchAll(
    /^.*\berror (TS\d+|CS\d+|MSB\d+|NU\d+|NETSDK\d+)\b: .*$/gm,
  ))
    troubles.push(trouble(line, missingByCode(code!, line)));
  for (const [line, code] of output.matchAll(/^error(?:\[(E\d+)\])?: .*$/gm))
    if (!RUST_ENDS.test(line)) troubles.push(trouble(line, missingInRust(code, line, output)));
  for (const [line] of output.matchAll(/^\S+\.java:\d+: error: .*$/gm))
    troubles.push(
      trouble(
        line,
        /cannot find symbol|cannot be applied to given types|package \S+ does not exist/.test(line),
      ),
    );
  if (/\[build failed\]$/m.test(output))
    for (const [line] of output.matchAll(/^(?:vet: )?\S+\.go:\d+:\d+: .*$/gm))
      troubles.push(trouble(line, GO_MISSING.test(line)));
  return [...troubles, ...goSetup(output)];
}

const trouble = (line: string, missing: boolean): Trouble => ({ text: line.trim(), missing });

/** Names that are not there, and calls that what is there does not understand yet. */
const CS_MISSING = new Set([
  "CS0103",
  "CS0117",
  "CS0234",
  "CS0246",
  "CS1061",
  "CS1501",
  "CS1503",
  "CS1729",
  "CS1739",
  "CS7036",
]);
const RUST_MISSING = new Set([
  "E0061",
  "E0308",
  "E0405",
  "E0407",
  "E0412",
  "E0422",
  "E0423",
  "E0425",
  "E0432",
  "E0433",
  "E0531",
  "E0560",
  "E0599",
  "E0609",
]);
const RUST_ENDS = /^error: (?:could not compile|test failed|\d+ targets? failed|aborting due to)/;
const GO_MISSING =
  /: (?:undefined: |.* undefined \(|not enough arguments|too many arguments|assignment mismatch|unknown field|cannot use |impossible type)/;

function missingByCode(code: string, line: string): boolean {
  if (code === "TS2307" || code === "TS2792") return isMissingSymbol(line);
  return /^TS2\d{3}$/.test(code) || CS_MISSING.has(code);
}

/** A crate that is not linked is named in the lines after the error. */
function missingInRust(code: string | undefined, line: string, output: string): boolean {
  if (code === undefined || !RUST_MISSING.has(code)) return false;
  const at = output.indexOf(line);
  const about = output.slice(at, at + 600).split(/\n\n/)[0]!;
  return !/unlinked crate|undeclared crate/.test(about);
}

/** Go cannot find a package: the project's own is what is to be made. */
function goSetup(output: string): readonly Trouble[] {
  const failing = /^FAIL\s+(\S+) \[setup failed\]$/m.exec(output)?.[1];
  if (failing === undefined) return [];
  const own = failing.split("/").slice(0, 3).join("/");
  return [...output.matchAll(/^\S+\.go:\d+:\d+: (.*)$/gm)].map(([line, said]) => {
    const wanted = /(?:providing package|provides package|package) (\S+?):? /.exec(`${said} `)?.[1];
    return trouble(line, wanted !== undefined && `${wanted}/`.startsWith(`${own}/`));
  });
}
