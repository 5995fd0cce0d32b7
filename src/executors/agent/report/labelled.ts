import type { Line } from "./lines.ts";
import type { Marker } from "./markers.ts";
import type { Broken, Found } from "./objects.ts";

/** A value that its text says is an artifact; without a value where it cannot be read. */
export interface Labelled {
  readonly name: string;
  readonly value?: unknown;
  readonly why?: string;
}

const LABEL = /\bartifact\s{0,4}[:=]\s{0,4}["'`]?([A-Za-z_][A-Za-z0-9_.-]{0,200})/i;

/**
 * The artifacts of a text: blocks of which the fence says `artifact:NAME`, values right below a line
 * `ARTIFACT: NAME` or on it, and `RESULT: NAME` with its `DATA`. Broken blocks count only if they are labelled.
 */
export function labelledArtifacts(
  lines: readonly Line[],
  markers: readonly Marker[],
  { found, broken }: { readonly found: readonly Found[]; readonly broken: readonly Broken[] },
  names: readonly string[],
): readonly Labelled[] {
  const labels = new Map(
    markers
      .filter(({ key }) => key === "artifact")
      .map((each) => [each.line, firstWord(each.value)]),
  );
  const labelOf = ({ from, info }: Found | Broken): string | undefined =>
    LABEL.exec(info ?? "")?.[1] ?? labels.get(from) ?? labels.get(lineAbove(lines, from));
  return [
    ...broken.flatMap((block) => {
      const name = labelOf(block);
      return name === undefined ? [] : [{ name, why: block.why }];
    }),
    ...found.flatMap((block) => {
      const name = labelOf(block);
      return name === undefined ? [] : [{ name, value: block.value }];
    }),
    ...results(markers, names),
  ];
}

const firstWord = (value: string): string => /^["'`]?([\w.-]*)/.exec(value)![1]!;

function lineAbove(lines: readonly Line[], from: number): number {
  for (let at = from - 1; at >= 0 && at >= from - 4; at--) if (lines[at]!.text !== "") return at;
  return -1;
}

/** `RESULT: NAME` where an artifact has that name: its data is the artifact. */
function results(markers: readonly Marker[], names: readonly string[]): Labelled[] {
  return markers.flatMap((marker, at): Labelled[] => {
    const next = markers[at + 1];
    if (marker.key !== "result" || next?.key !== "data" || !names.includes(marker.value)) return [];
    const text = next.value.replace(/^\s*```[^\n]*\n|\n?\s*```\s*$/g, "");
    try {
      return [{ name: marker.value, value: JSON.parse(text) as unknown }];
    } catch (cause) {
      return [{ name: marker.value, why: (cause as Error).message }];
    }
  });
}
