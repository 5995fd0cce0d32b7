import { checkArtifact, isUnfit } from "../../../artifacts/checkArtifact.ts";
import type { Unfit } from "../../../artifacts/checkArtifact.ts";
import type { Artifact, ArtifactSpec } from "../../../core/artifact.ts";
import { cutAtWord } from "../../../core/cutAtWord.ts";
import type { Labelled } from "./labelled.ts";

/** Those that fit, and what is wrong with the others. */
export interface Taken {
  readonly artifacts: readonly Artifact[];
  readonly problems: readonly string[];
}

/** Checks what was handed in under each name; of several under one name the last that can be read counts. */
export function takeArtifacts(specs: readonly ArtifactSpec[], handed: readonly Labelled[]): Taken {
  const last = new Map<string, Labelled>();
  for (const each of handed)
    if (each.why === undefined || last.get(each.name)?.why !== undefined || !last.has(each.name))
      last.set(each.name, each);
  const artifacts: Artifact[] = [];
  const problems: string[] = [];
  for (const each of last.values()) {
    const taken = take(specs, each);
    if (isUnfit(taken)) problems.push(...taken.problems);
    else artifacts.push(taken);
  }
  return { artifacts, problems };
}

function take(specs: readonly ArtifactSpec[], { name, value, why }: Labelled): Artifact | Unfit {
  const spec = specs.find((each) => each.name === name);
  if (!spec) return { problems: [notAskedFor(specs, name)] };
  if (why !== undefined)
    return { problems: [`artifact "${name}": its block is not JSON: ${cutAtWord(why, 200)}`] };
  const checked = checkLeniently(spec, value);
  if (!isUnfit(checked)) return checked;
  return { problems: checked.problems.map((each) => `artifact "${name}": ${each}`) };
}

/** What to say of an artifact that the task does not produce. */
export function notAskedFor(specs: readonly ArtifactSpec[], name: string): string {
  const asked = specs.map((each) => `"${each.name}"`).join(", ");
  return `artifact "${cutAtWord(name, 80)}" is not asked for; ${asked === "" ? "this task hands in none" : `this task hands in ${asked}`}`;
}

/** As `checkArtifact`; where text is no answer but its JSON may be one, as many agents write it, that is checked. */
export function checkLeniently(spec: ArtifactSpec, value: unknown): Artifact | Unfit {
  const checked = checkArtifact(spec, value);
  if (!isUnfit(checked) || typeof value !== "string") return checked;
  try {
    return checkArtifact(spec, JSON.parse(value) as unknown);
  } catch {
    return checked;
  }
}
