import type { Span } from "../diagnostic.ts";
import type { Findings } from "../findings.ts";
import type { NamedFile, NamedFiles } from "../files/namedFiles.ts";
import { quoted } from "../schema/words.ts";
import { inside } from "../syntax/inside.ts";
import { asText } from "../syntax/tree.ts";
import type { Node, ScalarNode } from "../syntax/tree.ts";

/** What reading a plan needs beside its tree. */
export interface Around {
  readonly findings: Findings;
  readonly files: NamedFiles;
  /** Whether what a list says is done is run all the same. */
  readonly fresh?: boolean | undefined;
}

/** Text that stands in the plan, or in a file that the plan names. */
export interface NamedText {
  readonly text: string;
  /** The file, where it is from one. */
  readonly file?: string;
  /** For what is wrong with it. */
  readonly findings: Findings;
  /** Where a part of the text stands in what `findings` are of. */
  readonly place: (part: Span) => Span;
}

const TEXT_FILE = /^\S+\.(?:md|txt|prompt)$/;

/** Text under a key. It is the path of a file if it is one word that ends as a text file's name does. */
export function readNamedText(
  node: Node | undefined,
  { findings, files }: Around,
  isFile: RegExp = TEXT_FILE,
): NamedText | undefined {
  const text = asText(node);
  if (text === undefined || text === "") return undefined;
  if (isFile.test(text)) {
    const file = files.read(text, node!);
    if (file?.text.trim() === "") {
      findings.error(node, "file-empty", `${quoted(text)} is empty`);
      return undefined;
    }
    return file && textOf(file);
  }
  const scalar = node as ScalarNode;
  return { text, findings, place: (part) => inside(scalar, part, findings.text) };
}

const textOf = ({ text, path, findings }: NamedFile): NamedText => ({
  text,
  file: path,
  findings,
  place: (part) => part,
});
